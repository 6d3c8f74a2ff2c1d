"""Cases of unhappy customers, the steps taken, what was given and promised, the causes, and the company's rules."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.cases.contracts import (
    FATE_NAMES,
    GRANT_NAMES,
    RESOLUTION_NAMES,
    STATE_NAMES,
    STEP_NAMES,
    Fate,
    State,
)


class Cause(models.Model):
    """Why customers were unhappy, in the company's words: a tree of two or more levels."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(_("cause"), max_length=120)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """A piece of work that starts from a low score or a complaint.

    `at_risk_minor` is what may be lost with the customer, as it stood when the case was opened; null where nobody
    knows. `is_modelled`: it is the models' exposure, else the margin of his last year.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    response = models.OneToOneField("surveys.Response", null=True, on_delete=models.SET_NULL, related_name="case")
    words = models.TextField(_("what the customer says"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    branch = models.ForeignKey("identity.Branch", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=list(STATE_NAMES.items()), default=State.NEW)
    at_risk_minor = models.BigIntegerField(_("money at risk"), null=True)
    is_modelled = models.BooleanField(default=False)
    due_at = models.DateTimeField(_("deadline"))
    cause = models.ForeignKey(Cause, null=True, on_delete=models.PROTECT, related_name="cases")
    resolution = models.CharField(max_length=10, blank=True, choices=list(RESOLUTION_NAMES.items()))
    resolution_words = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="cases_by_deadline"),
            models.Index(fields=["customer", "-id"], name="cases_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CaseStep(models.Model):
    """A step taken, with the words of whoever took it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=list(STEP_NAMES.items()))
    words = models.TextField(blank=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Compensation(models.Model):
    """What is given to make up for it; over one's limit it waits for somebody who may approve."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="compensations")
    amount_minor = models.BigIntegerField(_("amount"))
    words = models.CharField(_("what it is"), max_length=200)
    state = models.CharField(max_length=8, choices=list(GRANT_NAMES.items()))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount_minor}"


class CasePromise(models.Model):
    """What the customer was told will happen, and until when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    words = models.CharField(_("what was promised"), max_length=300)
    due_at = models.DateTimeField(_("until when"))
    fate = models.CharField(max_length=10, choices=list(FATE_NAMES.items()), default=Fate.OPEN)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["fate", "due_at"], name="promises_by_deadline")]

    def __str__(self) -> str:
        return self.words


class CaseRules(models.Model):
    """Row 1: how the company handles low scores. Hours are by the clock; amounts in the company's currency."""

    opens_on_low = models.BooleanField(_("Open a case for every low score"), default=True)
    hours_top = models.PositiveSmallIntegerField(default=4)
    hours_upper = models.PositiveSmallIntegerField(default=24)
    hours_others = models.PositiveSmallIntegerField(default=72)
    agent_limit_minor = models.BigIntegerField(default=0)
    manager_limit_minor = models.BigIntegerField(null=True)
    ask_again_days = models.PositiveSmallIntegerField(default=14)

    def __str__(self) -> str:
        return "rules"
