"""The queue, the workers that are alive, and the hours already kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.foundation.jobs.contracts import STATE_LABELS, JobState


class QueuedJob(models.Model):
    """A job on its way: waiting → running → done, failed or cancelled.

    `worker` and `claim` fence it: whoever finishes a job must still hold the very claim it started with.
    `crashes` counts workers that died with the job in hand and no progress made since.
    """

    name = models.CharField(_("job"), max_length=120)
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, default=JobState.WAITING,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
    )  # fmt: skip
    priority = models.SmallIntegerField(default=0)
    unique_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL: not unique, and not compared
    run_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    claim = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    progress_text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        # Whole indexes, not partial ones: SQLite does not use a partial index for a bound parameter.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-priority", "run_at", "id"], name="jobs_next"),
            models.Index(fields=["state", "-id"], name="jobs_state"),
            models.Index(fields=["unique_key", "state"], name="jobs_key"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["unique_key"], name="jobs_one_waiting", condition=Q(state=JobState.WAITING.value)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk} ({self.state})"


class Worker(models.Model):
    """A worker process and when it was last heard of."""

    id = models.CharField(primary_key=True, max_length=120)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    pid_started = models.BigIntegerField(default=0)
    threads = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class ScheduledRun(models.Model):
    """An hour that was kept: unique, so that of two workers only one puts the job into the queue."""

    name = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "due_at"], name="jobs_one_run_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
