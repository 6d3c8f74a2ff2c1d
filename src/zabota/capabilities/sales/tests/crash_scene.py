"""An import in a database of its own, for the crash test: `crash_scene.py prepare FILE | write | undo | totals`.

For two at once: `migrate`, then `import FILE` twice, then `totals`.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.capabilities.sales import services  # noqa: E402
from zabota.capabilities.sales.models import Order, OrderLine  # noqa: E402
from zabota.capabilities.sales.tests.importing import row_counts  # noqa: E402
from zabota.foundation.events.models import TimelineEvent  # noqa: E402
from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402
from zabota.foundation.importing.models import ImportRun  # noqa: E402

services.undoing.BATCH = 150
services.BATCH = 150  # many small batches, so that a kill seldom falls between two


def prepare(path: str) -> None:
    call_command("migrate", verbosity=0)
    with open(path, "rb") as file:  # noqa: PTH123
        run = services.upload_orders(SYSTEM, file_name="crash.csv", chunks=[file.read()])
    services.read_import(run_id=run.pk)
    services.start_writing(SYSTEM, run=services.check_import(run_id=run.pk))


def totals() -> None:
    run = ImportRun.objects.latest("id")
    found = {
        "status": run.status,
        "cursor": run.cursor,
        "revenue_minor": Order.objects.aggregate(total=Sum("amount_minor"))["total"] or 0,
        "lines_minor": OrderLine.objects.aggregate(total=Sum("amount_minor"))["total"] or 0,
        "events": TimelineEvent.objects.exclude(customer_id=None).count(),
        "written": run.counts.get("written", {}),
        "rows": row_counts(),
        "all_written": [one.counts.get("written", {}) for one in ImportRun.objects.order_by("id")],
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    step = sys.argv[1]
    if step == "prepare":
        prepare(sys.argv[2])
    elif step == "migrate":
        call_command("migrate", verbosity=0)
    elif step == "import":
        with open(sys.argv[2], "rb") as file:  # noqa: PTH123
            uploaded = services.upload_orders(SYSTEM, file_name="one.csv", chunks=[file.read()])
        services.import_whole(run_id=uploaded.pk, is_dry_run=False, now=timezone.now())
    elif step == "write":
        services.write_import(run_id=ImportRun.objects.get().pk, now=timezone.now())
    elif step == "undo":
        run = ImportRun.objects.get()
        if run.status == "applied":
            services.start_undoing(SYSTEM, run=run)
        services.take_back_import(run_id=run.pk, now=timezone.now())
    else:
        totals()
