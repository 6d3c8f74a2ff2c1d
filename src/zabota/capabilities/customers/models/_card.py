"""What the card remembers of a person: notes, dates, tags, who was responsible when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models._customer import Customer
from zabota.capabilities.customers.models._tags import Tag
from zabota.foundation.design import formats


class CustomerNote(models.Model):
    """What was said or decided about a customer: a note, or the outcome of a call with its next step."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    text = models.TextField(_("note"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("when"), null=True)
    is_pinned = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["topic", "created_at"], name="notes_by_topic")]

    def __str__(self) -> str:
        return self.text[:60]


class CustomerTag(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tag", "customer"], name="one_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}:{self.tag_id}"


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding day")
    FOUNDED = "founded", _("Founding day")
    OTHER = "other", _("Another date")


class CustomerDate(models.Model):
    """A day that comes back every year; the year is often not known."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(_("what"), max_length=10, choices=DateKind.choices, default=DateKind.BIRTHDAY)
    label = models.CharField(_("name of the date"), max_length=120, blank=True)
    month = models.SmallIntegerField(_("month"))
    day = models.SmallIntegerField(_("day"))
    year = models.SmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["month", "day", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "kind", "label"], name="one_date_of_a_kind"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["month", "day"], name="dates_by_day")]

    def __str__(self) -> str:
        return f"{self.label or self.get_kind_display()} {self.day:02}.{self.month:02}"

    @property
    def words(self) -> str:
        return self.label or self.get_kind_display()

    @property
    def when(self) -> str:
        """ "3 May 1976", without the year where it is not known."""
        return formats.anniversary(day=self.day, month=self.month, year=self.year)


class Responsibility(models.Model):
    """Who was responsible for the customer from when till when; the open one has no end."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="responsibilities")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    staff_name = models.CharField(max_length=150)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-since", "-id"]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.staff_name}"
