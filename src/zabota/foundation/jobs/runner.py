"""Running one claimed job: its work and its completion stand or fall together."""

import logging
import traceback

from django.db import transaction

from zabota.foundation.jobs import services
from zabota.foundation.jobs.contracts import UnknownJobError
from zabota.foundation.jobs.declare import find_job
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.jobs.progress import Claim, JobCancelledError, JobLostError, holding

logger = logging.getLogger(__name__)


def run(row: QueuedJob) -> None:
    """Do the job of a claimed row. Whatever it raises is written down, never let through."""
    job = find_job(row.name)
    claim = Claim(job_id=row.pk, number=row.claim, transactional=job is None or job.transactional)
    try:
        if job is None:
            raise UnknownJobError(row.name)
        with holding(claim):
            if job.transactional:
                with transaction.atomic():
                    job.function(**row.arguments)
                    services.complete(claim=claim)
            else:
                job.function(**row.arguments)
                services.complete(claim=claim)
    except JobLostError:
        logger.warning("job %s #%s was taken over by another worker", row.name, row.pk)
    except JobCancelledError:
        services.mark_cancelled(claim=claim)
    except Exception:
        logger.exception("job %s #%s failed, attempt %s", row.name, row.pk, row.attempts)
        services.fail(claim=claim, error=traceback.format_exc())


def run_next(*, worker: str) -> bool:
    """Take the next due job and run it; False when there is none."""
    row = services.claim_next(worker=worker)
    if row is None:
        return False
    run(row)
    return True
