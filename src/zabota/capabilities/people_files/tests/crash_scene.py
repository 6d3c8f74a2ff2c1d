"""An import of people in a database of its own: `crash_scene.py prepare FILE | write | undo | totals`."""

import hashlib
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.capabilities.customers import services as customers  # noqa: E402
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, WhenFound  # noqa: E402
from zabota.capabilities.people_files import services  # noqa: E402
from zabota.capabilities.people_files.contracts import Choices  # noqa: E402
from zabota.capabilities.people_files.tests.importing import everything  # noqa: E402
from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402
from zabota.foundation.importing.models import ImportRun  # noqa: E402

services.BATCH = services.UNDO_BATCH = 100  # many small batches, so that a kill seldom falls between two
KNOWN = 30


def prepare(path: str) -> None:
    """Some are here already: the file changes them."""
    call_command("migrate", verbosity=0)
    for number in range(KNOWN):
        told = CustomerChange(
            fields={"name": f"Прежнее имя {number}"}, contacts=[ContactDraft(kind="phone", value=f"+7916{number:07d}")]
        )
        customers.create_customer(SYSTEM, told=told, now=timezone.now())
    with open(path, "rb") as file:  # noqa: PTH123
        choices = Choices(when_found=WhenFound.OVERWRITE)
        run = services.upload_people(SYSTEM, file_name="crash.csv", chunks=[file.read()], choices=choices)
    services.read_import(run_id=run.pk)
    services.start_writing(SYSTEM, run=services.check_import(run_id=run.pk), now=timezone.now())


def totals() -> None:
    run, tables = ImportRun.objects.get(), everything()
    digest = hashlib.sha256(json.dumps(tables, default=str, sort_keys=True).encode()).hexdigest()
    found = {"status": run.status, "rows": {label: len(rows) for label, rows in tables.items()}, "digest": digest}
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    step = sys.argv[1]
    if step == "prepare":
        prepare(sys.argv[2])
    elif step == "write":
        services.write_import(run_id=ImportRun.objects.get().pk, now=timezone.now())
    elif step == "undo":
        run = ImportRun.objects.get()
        if run.status == "applied":
            services.start_undoing(SYSTEM, run=run)
        services.take_back_import(run_id=run.pk, now=timezone.now())
    else:
        totals()
