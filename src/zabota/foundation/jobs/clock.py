"""The clock of nightly jobs: an hour is kept by whoever writes its row first."""

import zoneinfo
from datetime import datetime, tzinfo

from django.db import transaction

from zabota.foundation.identity.queries import find_company
from zabota.foundation.jobs.declare import find_job, schedules
from zabota.foundation.jobs.models import ScheduledRun


def company_zone() -> tzinfo:
    company = find_company()
    return zoneinfo.ZoneInfo(company.time_zone if company else "UTC")


def keep_hours(now: datetime) -> int:
    """Put every job whose hour has come into the queue, once however many workers look; returns how many.

    Hours missed while nothing ran are made up for by one run. A schedule seen for the first time only starts
    counting: a fresh installation does not begin with last night's work.
    """
    zone, enqueued = company_zone(), 0
    for name, schedule in schedules().items():
        due_at = schedule.latest_due(now, zone)
        if ScheduledRun.objects.filter(name=name, due_at__gte=due_at).exists():
            continue
        job = find_job(name)
        with transaction.atomic():
            known_before = ScheduledRun.objects.filter(name=name).exists()
            run, is_ours = ScheduledRun.objects.get_or_create(name=name, due_at=due_at)
            if is_ours and known_before and job is not None:
                run.job_id = job.enqueue(unique=f"schedule:{name}")
                run.save(update_fields=["job_id"])
                enqueued += 1
    return enqueued
