"""Tasks, the rules by which dates of customers remind, and how often to be in touch."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.tasks.contracts import Unit


class TaskState(models.TextChoices):
    OPEN = "open", _("Still open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class Task(models.Model):
    """`due_time` is by the company's clock. `source` names what made it ("birthday:7:2026-05-04"): made once."""

    title = models.CharField(_("what to do"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("day"), null=True)
    due_time = models.TimeField(_("time"), null=True)
    repeat_every = models.PositiveSmallIntegerField(null=True)
    repeat_unit = models.CharField(max_length=8, blank=True, choices=[(unit.value, unit.value) for unit in Unit])
    first_day = models.PositiveSmallIntegerField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=TaskState.choices, default=TaskState.OPEN)
    result = models.CharField(_("result"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=150, blank=True)
    source = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - NULL: a person's own
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "state", "due_on"], name="tasks_of_a_person"),
            models.Index(fields=["state", "due_on"], name="tasks_by_day"),
            models.Index(fields=["customer", "state"], name="tasks_of_a_customer"),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(models.Model):
    """The secret address of one person's calendar; only its hash is kept."""

    staff = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    with_phones = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.staff_id}"


class DateReminder(models.Model):
    """Remind of a kind of date so many days before; `text` may hold {name}."""

    kind = models.CharField(_("which date"), max_length=10)
    days_before = models.PositiveSmallIntegerField(_("days before"), default=0)
    text = models.CharField(_("what to do"), max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "days_before"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "days_before"], name="one_reminder_a_day_before"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} -{self.days_before}"


class Rhythm(models.Model):
    """How often somebody should be in touch with this customer."""

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="+")
    every_days = models.PositiveSmallIntegerField(_("days"))
    set_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["set_at"], name="rhythms_by_age")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.every_days}"
