"""A shop floor for the crash tests, in a database of its own: `python crash_scene.py prepare|work|count …`.

Every small job writes one event with an amount; the long one writes events in batches with a cursor.
The events are the product's own rows: if a job is lost or doubled, their number and total tell.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Count, Max, Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.foundation.events import services as events  # noqa: E402
from zabota.foundation.events.contracts import NewEvent, declare_kind  # noqa: E402
from zabota.foundation.events.models import TimelineEvent  # noqa: E402
from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402
from zabota.foundation.jobs import job, progress  # noqa: E402
from zabota.foundation.jobs.models import QueuedJob  # noqa: E402
from zabota.foundation.jobs.worker import WorkerProcess  # noqa: E402

declare_kind("till.rung", "Till rung", "cash")
declare_kind("till.imported", "Till imported", "cash")


@job(name="crash.ring")
def ring(*, number: int) -> None:
    """One event; `customer_id` carries the amount so that the database can add it up."""
    events.publish(
        kind="till.rung", actor=SYSTEM, customer_id=number % 97, occurred_at=timezone.now(), data={},
        subject=f"ring:{number}",
    )  # fmt: skip


@job(name="crash.import", transactional=False)
def import_rows(*, rows: int, batch: int) -> None:
    """Batches of a thousand rows; the cursor is how many rows are there."""
    done = TimelineEvent.objects.filter(kind="till.imported").count()
    while done < rows:
        upper = min(done + batch, rows)
        with transaction.atomic():
            many = [
                NewEvent(customer_id=number % 97, occurred_at=timezone.now(), subject=f"row:{number}")
                for number in range(done, upper)
            ]
            events.publish_many(kind="till.imported", actor=SYSTEM, events=many)
            progress(upper, rows, "rows")
        done = upper


def prepare(jobs: int, rows: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if rows:
        import_rows.enqueue(rows=rows, batch=500)
    now = timezone.now()
    QueuedJob.objects.bulk_create(
        (QueuedJob(name=ring.name, arguments={"number": number}, run_at=now, created_at=now) for number in range(jobs)),
        batch_size=1000,
    )


def count() -> dict[str, object]:
    facts: dict[str, object] = {}
    for kind in ("till.rung", "till.imported"):
        facts[kind] = TimelineEvent.objects.filter(kind=kind).aggregate(
            rows=Count("id"), distinct=Count("subject", distinct=True), total=Sum("customer_id")
        )
    facts["states"] = dict(QueuedJob.objects.order_by().values_list("state").annotate(Count("id")))
    facts["claims"] = QueuedJob.objects.aggregate(total=Sum("claim"), most=Max("claim"))
    return facts


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "work":
        WorkerProcess(threads=2).run()
    elif sys.argv[1] == "drain":
        WorkerProcess(threads=2, stop_when_idle=True).run()
    print(json.dumps(count()))  # noqa: T201
