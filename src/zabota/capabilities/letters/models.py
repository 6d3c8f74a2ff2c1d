"""Templates, letters as they left, documents as they were made, and the company's letterhead."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TemplateKind(models.TextChoices):
    MESSAGE = "message", _("Letter by e-mail")
    OFFER = "offer", _("Offer")
    LETTER = "letter", _("Letter on letterhead")
    ACT = "act", _("Act of work done")


DOCUMENT_KINDS = [choice for choice in TemplateKind.choices if choice[0] != TemplateKind.MESSAGE]


class Template(models.Model):
    """A text with placeholders; `version` grows with each change, so that it is known what a letter was made of."""

    kind = models.CharField(_("what it is"), max_length=8, choices=TemplateKind.choices)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    purpose = models.CharField(max_length=10)
    is_shared = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name", "id"]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """An offer, a letter or an act for a customer: its text as it was kept, from which any format is drawn."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=TemplateKind.choices)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    language = models.CharField(max_length=2)
    template = models.ForeignKey(Template, null=True, on_delete=models.SET_NULL, related_name="+")
    template_version = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """A letter to a customer as it was written; `mail` is its way out. `attached`: documents and their formats."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=36, unique=True)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    language = models.CharField(max_length=2)
    purpose = models.CharField(max_length=10)
    attached = models.JSONField(default=list)
    template = models.ForeignKey(Template, null=True, on_delete=models.SET_NULL, related_name="+")
    template_version = models.PositiveIntegerField(null=True)
    mail = models.OneToOneField("messaging.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.subject


class Letterhead(models.Model):
    """What stands on top of printed documents (always row 1): requisites, one a line, and a small picture."""

    requisites = models.TextField(_("requisites"), blank=True)
    logo = models.BinaryField(null=True)

    def __str__(self) -> str:
        return self.requisites[:60]
