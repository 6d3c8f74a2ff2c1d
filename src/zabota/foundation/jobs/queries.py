from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from zabota.foundation.jobs.contracts import JobState, QueueHealth, UnknownJobError
from zabota.foundation.jobs.models import QueuedJob, Worker

OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})

LEASE = timedelta(seconds=30)
"""A worker on another machine that was not heard of for so long is taken for dead."""


def find_job(job_id: int) -> QueuedJob | None:
    return QueuedJob.objects.filter(pk=job_id).first()


def get_job(job_id: int) -> QueuedJob:
    row = find_job(job_id)
    if row is None:
        raise UnknownJobError(job_id)
    return row


def is_anything_due() -> bool:
    """A cheap look by the index that takes no lock: what an idle worker asks twice a second."""
    return QueuedJob.objects.filter(state=JobState.WAITING, run_at__lte=timezone.now()).exists()


def list_jobs(
    *, state: JobState | None = None, name: str = "", before_id: int | None = None, limit: int = 50
) -> list[QueuedJob]:
    """Newest first; `before_id` is the last id of the previous page."""
    rows = QueuedJob.objects.all()
    if state is not None:
        rows = rows.filter(state=state)
    if name:
        rows = rows.filter(name=name)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-id")[:limit])


def count_jobs() -> dict[JobState, int]:
    counted = dict(QueuedJob.objects.order_by().values_list("state").annotate(Count("id")))
    return {state: counted.get(state.value, 0) for state in JobState}


def list_workers() -> list[Worker]:
    """The workers heard of within the lease."""
    return list(Worker.objects.filter(seen_at__gte=timezone.now() - LEASE).order_by("started_at"))


def get_health() -> QueueHealth:
    now = timezone.now()
    counts = count_jobs()
    due = QueuedJob.objects.filter(state=JobState.WAITING, run_at__lte=now)
    oldest = due.order_by("run_at").values_list("run_at", flat=True).first()
    return QueueHealth(
        waiting=counts[JobState.WAITING],
        running=counts[JobState.RUNNING],
        failed=counts[JobState.FAILED],
        workers_alive=len(list_workers()),
        oldest_due_age_seconds=None if oldest is None else (now - oldest).total_seconds(),
    )
