from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import Role, declare_permission

MANAGE_JOBS = declare_permission("jobs.manage", _("See, retry and cancel background jobs"), {Role.OWNER})


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # the dead letters: tried as often as allowed
    CANCELLED = "cancelled"


STATE_LABELS: dict[JobState, Promise] = {
    JobState.WAITING: _("Waiting"),
    JobState.RUNNING: _("Running"),
    JobState.DONE: _("Done"),
    JobState.FAILED: _("Failed"),
    JobState.CANCELLED: _("Cancelled"),
}


class UnknownJobError(Exception):
    """A job of a name nobody declared, or an id that is not in the queue."""


class JobStateError(Exception):
    """The job is not in a state in which this can be done (a running job cannot be retried)."""


@dataclass(frozen=True, kw_only=True)
class QueueHealth:
    """What `zabota doctor` looks at. Ages in seconds; None: there is nothing of that sort."""

    waiting: int
    running: int
    failed: int
    workers_alive: int
    oldest_due_age_seconds: float | None
