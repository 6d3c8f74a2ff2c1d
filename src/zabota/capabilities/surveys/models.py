"""Surveys and their frozen versions, the ways to them, and what people answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys.contracts import (
    CHANNEL_NAMES,
    GROUP_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    SUSPICION_NAMES,
    State,
)


class Survey(models.Model):
    """`version` is what is asked now. A relationship survey asks of the company, another of one purchase or visit."""

    kind = models.CharField(_("kind"), max_length=4, choices=list(KIND_NAMES.items()))
    name = models.CharField(_("name of the survey"), max_length=120)
    state = models.CharField(_("state"), max_length=6, choices=list(STATE_NAMES.items()), default=State.DRAFT)
    is_relationship = models.BooleanField(default=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    version = models.ForeignKey("SurveyVersion", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.name


class SurveyVersion(models.Model):
    """What was asked, word for word (`questionnaire.Questionnaire` as JSON); frozen with the first answer to it."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_one_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}.{self.number}"


class Way(models.Model):
    """A public address of a survey without names: a link, a poster with a QR code, a tablet, a website."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="ways")
    code = models.CharField(max_length=32, unique=True)
    channel = models.CharField(_("way"), max_length=6, choices=list(CHANNEL_NAMES.items()))
    name = models.CharField(_("where it is"), max_length=120, blank=True)
    branch = models.ForeignKey("identity.Branch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name or self.code


class Invitation(models.Model):
    """One customer asked once. `about` is what it is about in words of the asker ("order:123"), `wave` who asks.

    Its public address is signed, not kept (`addresses.token_of`); withdrawn it leads nowhere. Of an anonymous survey
    only the day of the answer is known, and not which answer it is.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=6, choices=list(CHANNEL_NAMES.items()))
    language = models.CharField(max_length=2)
    branch = models.ForeignKey("identity.Branch", null=True, on_delete=models.SET_NULL, related_name="+")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.CharField(max_length=80, blank=True)
    wave = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "-created_at"], name="invitations_of_customer"),
            # What is counted comes along, so that rates of many thousands are answered from the index alone.
            models.Index(
                fields=[
                    "survey",
                    "created_at",
                    "answered_at",
                    "sent_at",
                    "withdrawn_at",
                    "channel",
                    "branch",
                    "employee",
                    "customer",
                ],
                name="invitations_of_survey",
            ),
            models.Index(fields=["wave"], name="invitations_of_wave"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} → {self.customer_id}"


class Response(models.Model):
    """What one person answered. `score` is null until he gave one; of CSI it is the index, 0 to 100.

    With `suspicion` it is shown apart and counted nowhere. Of an anonymous survey neither customer nor invitation is
    kept, and of the moments only the day. `passed` are the steps behind him; `origin` a keyed print of the address he
    came from, kept for a day to recognise floods.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.SET_NULL, related_name="response")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.SET_NULL, related_name="+")
    way = models.ForeignKey(Way, null=True, on_delete=models.SET_NULL, related_name="responses")
    key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - NULL: told without a key
    channel = models.CharField(_("way"), max_length=6, choices=list(CHANNEL_NAMES.items()))
    language = models.CharField(max_length=2)
    branch = models.ForeignKey("identity.Branch", null=True, on_delete=models.SET_NULL, related_name="+")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    score = models.FloatField(null=True)
    group = models.CharField(max_length=6, blank=True, choices=list(GROUP_NAMES.items()))
    words = models.TextField(blank=True)
    may_contact = models.BooleanField(null=True)
    contact = models.CharField(_("how to reach him"), max_length=200, blank=True, db_default="")
    may_quote = models.BooleanField(null=True)
    passed = models.JSONField(default=list)
    is_complete = models.BooleanField(default=False)
    origin = models.CharField(max_length=32, blank=True)
    suspicion = models.CharField(max_length=8, blank=True, choices=list(SUSPICION_NAMES.items()))
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(_("when"), null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            # What is counted comes along, so that scores of many thousands are answered from the index alone.
            models.Index(
                fields=[
                    "survey",
                    "answered_at",
                    "score",
                    "suspicion",
                    "branch",
                    "employee",
                    "channel",
                    "customer",
                ],
                name="responses_of_survey",
            ),
            models.Index(fields=["customer", "-id"], name="responses_of_customer"),
            models.Index(fields=["origin"], name="responses_of_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.score}"


class Answer(models.Model):
    """The answer to one further question: a number of a scale, a text, or the ids of choices."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=12)
    number = models.SmallIntegerField(null=True)
    text = models.TextField(blank=True)
    choices = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "question"], name="surveys_one_answer_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}.{self.question}"
