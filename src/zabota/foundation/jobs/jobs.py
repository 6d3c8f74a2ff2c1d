"""The queue tidies up after itself."""

from datetime import timedelta

from django.utils import timezone

from zabota.foundation.jobs.contracts import JobState
from zabota.foundation.jobs.declare import daily, job
from zabota.foundation.jobs.models import QueuedJob, ScheduledRun, Worker

KEEP_DONE_DAYS = 7
KEEP_FAILED_DAYS = 90


@daily(at="04:20")
@job(name="jobs.forget_old_jobs")
def forget_old_jobs() -> None:
    """Done jobs go after a week, failed ones after a quarter; of every schedule the last hour stays."""
    now = timezone.now()
    done, failed = now - timedelta(days=KEEP_DONE_DAYS), now - timedelta(days=KEEP_FAILED_DAYS)
    QueuedJob.objects.filter(state__in=[JobState.DONE, JobState.CANCELLED], finished_at__lt=done).delete()
    QueuedJob.objects.filter(state=JobState.FAILED, finished_at__lt=failed).delete()
    ScheduledRun.objects.filter(due_at__lt=failed).delete()
    Worker.objects.filter(seen_at__lt=done).delete()
