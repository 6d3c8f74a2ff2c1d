"""The life of a job, each step one transaction."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.jobs.contracts import MANAGE_JOBS, JobState, JobStateError, UnknownJobError
from zabota.foundation.jobs.declare import Job, find_job
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.jobs.progress import Claim, JobCancelledError, JobLostError
from zabota.foundation.jobs.rules import retry_delay

CRASH_LIMIT = 10
ERROR_CHARACTERS = 20_000

# One statement, so that taking a job is one round trip and, on SQLite, the shortest possible hold of the lock.
_CLAIM = """
UPDATE jobs_queuedjob
SET state = 'running', worker = %(worker)s, started_at = %(now)s, attempts = attempts + 1, claim = claim + 1
WHERE id = (
    SELECT id FROM jobs_queuedjob AS due
    WHERE state = 'waiting' AND run_at <= %(now)s
      AND NOT EXISTS (
          SELECT 1 FROM jobs_queuedjob AS twin WHERE twin.unique_key = due.unique_key AND twin.state = 'running'
      )
    ORDER BY priority DESC, run_at, id
    LIMIT 1 {lock}
)
RETURNING *
"""
_LOCK = {"sqlite": "", "postgresql": "FOR UPDATE SKIP LOCKED"}


def enqueue(
    *, job: Job, arguments: Mapping[str, Any], unique: str | None, delay: timedelta | None, run_at: datetime | None
) -> int:
    """Add a job; with a `unique` key that is waiting already, return the waiting one's id instead.

    One that was not tried yet is brought forward to the earlier of the two hours.
    """
    now = timezone.now()
    row = QueuedJob(
        name=job.name, arguments=dict(arguments), priority=job.priority, unique_key=unique, created_at=now,
        run_at=run_at or now + (delay or timedelta()),
    )  # fmt: skip
    if unique is None:
        row.save(force_insert=True)
        return row.pk
    waiting = QueuedJob.objects.filter(unique_key=unique, state=JobState.WAITING)
    while True:
        known = waiting.values_list("pk", flat=True).first()
        if known is not None:
            waiting.filter(pk=known, attempts=0, run_at__gt=row.run_at).update(run_at=row.run_at)
            return known
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return row.pk
        except IntegrityError:
            row.pk = None  # another one was quicker; unless it has been taken up meanwhile, it is found now


def claim_next(*, worker: str) -> QueuedJob | None:
    """Take the next due job: highest priority first, then the longest due; never two of one unique key at once."""
    now = timezone.now()
    arguments = {"worker": worker, "now": now}
    rows = QueuedJob.objects.raw(_CLAIM.format(lock=_LOCK[connection.vendor]), arguments)
    return next(iter(rows), None)


def complete(*, claim: Claim) -> None:
    """Mark the job done; JobLostError if it belongs to somebody else by now."""
    if not _held(claim).update(state=JobState.DONE, finished_at=timezone.now(), error=""):
        raise JobLostError(claim.job_id)


def note_progress(*, claim: Claim, done: int, total: int | None, text: str) -> None:
    fields = {"progress_done": done, "progress_total": total, "progress_text": text[:200], "crashes": 0}
    if not _held(claim).filter(cancel_requested=False).update(**fields):
        cancelled = _held(claim).filter(cancel_requested=True).exists()
        raise JobCancelledError(claim.job_id) if cancelled else JobLostError(claim.job_id)


def fail(*, claim: Claim, error: str) -> None:
    """Let the job try again later, or lay it with the dead letters when it was tried as often as allowed."""
    row = QueuedJob.objects.get(pk=claim.job_id)
    job = find_job(row.name)
    if job is None or row.attempts > job.retries:
        _held(claim).update(state=JobState.FAILED, finished_at=timezone.now(), error=error[-ERROR_CHARACTERS:])
        return
    wait = retry_delay(attempt=row.attempts, back_off_seconds=job.back_off_seconds, jitter=random.random())  # noqa: S311
    _back_to_queue(row, error=error, run_at=timezone.now() + wait, crashes=row.crashes)


def mark_cancelled(*, claim: Claim) -> None:
    _held(claim).update(state=JobState.CANCELLED, finished_at=timezone.now())


def give_back(*, row: QueuedJob) -> None:
    """Return an unfinished job of a worker that is stopping; the attempt does not count."""
    if _back_to_queue(row, error=row.error, run_at=row.run_at, crashes=row.crashes):
        QueuedJob.objects.filter(pk=row.pk, attempts__gt=0).update(attempts=F("attempts") - 1)


def recover(*, row: QueuedJob) -> None:
    """Return a job whose worker died. One that kills every worker without getting on becomes a dead letter."""
    if row.crashes + 1 >= CRASH_LIMIT:
        error = f"{CRASH_LIMIT} workers died while running this job"
        _held(_claim_of(row)).update(state=JobState.FAILED, finished_at=timezone.now(), error=error)
        return
    if _back_to_queue(row, error=row.error, run_at=row.run_at, crashes=row.crashes + 1):
        QueuedJob.objects.filter(pk=row.pk, attempts__gt=0).update(attempts=F("attempts") - 1)


def retry_job(*, actor: Actor, job_id: int) -> None:
    """Put a failed or cancelled job back into the queue, as if never tried."""
    actor.require(MANAGE_JOBS)
    with transaction.atomic():
        row = _get_locked(job_id)
        if row.state not in {JobState.FAILED, JobState.CANCELLED}:
            raise JobStateError(row.state)
        fields: dict[str, Any] = {
            "state": JobState.WAITING, "run_at": timezone.now(), "attempts": 0, "crashes": 0,
            "cancel_requested": False, "finished_at": None,
        }  # fmt: skip
        try:
            with transaction.atomic():
                QueuedJob.objects.filter(pk=job_id).update(**fields)
        except IntegrityError as error:
            raise JobStateError("the same job is waiting already") from error
        audit.record(actor=actor, action="jobs.retried", object_kind="job", object_id=job_id, summary=row.name)


def cancel_job(*, actor: Actor, job_id: int) -> None:
    """Cancel a waiting job at once; ask a running one to stop at its next step."""
    actor.require(MANAGE_JOBS)
    with transaction.atomic():
        row = _get_locked(job_id)
        if row.state == JobState.WAITING:
            row.state, row.finished_at = JobState.CANCELLED, timezone.now()
        elif row.state == JobState.RUNNING:
            row.cancel_requested = True
        else:
            raise JobStateError(row.state)
        row.save(update_fields=["state", "finished_at", "cancel_requested"])
        audit.record(actor=actor, action="jobs.cancelled", object_kind="job", object_id=job_id, summary=row.name)


def _get_locked(job_id: int) -> QueuedJob:
    row = QueuedJob.objects.select_for_update().filter(pk=job_id).first()
    if row is None:
        raise UnknownJobError(job_id)
    return row


def _claim_of(row: QueuedJob) -> Claim:
    return Claim(job_id=row.pk, number=row.claim, transactional=False)


def _held(claim: Claim) -> Any:  # noqa: ANN401 - a query set
    return QueuedJob.objects.filter(pk=claim.job_id, claim=claim.number, state=JobState.RUNNING)


def _back_to_queue(row: QueuedJob, *, error: str, run_at: datetime, crashes: int) -> bool:
    """Running → waiting. When the same unique job waits already, that one does the work and this one ends."""
    held = _held(_claim_of(row))
    fields: dict[str, Any] = {"error": error[-ERROR_CHARACTERS:], "crashes": crashes, "worker": ""}
    if row.cancel_requested:
        return bool(held.update(state=JobState.CANCELLED, finished_at=timezone.now(), **fields))
    try:
        with transaction.atomic():
            return bool(held.update(state=JobState.WAITING, run_at=run_at, **fields))
    except IntegrityError:
        return bool(held.update(state=JobState.CANCELLED, finished_at=timezone.now(), **fields))
