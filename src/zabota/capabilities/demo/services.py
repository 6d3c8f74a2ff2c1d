"""Bring the demo company in through the ordinary import, and take it out by the ordinary undo."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from zabota.capabilities.demo import answers, cards, queries
from zabota.capabilities.demo.contracts import (
    FILE_NAME,
    MANAGE_DEMO,
    TRUTH,
    DemoAbsentError,
    DemoPresentError,
    OwnDataPresentError,
    Truth,
)
from zabota.capabilities.demo.orders_file import write_orders
from zabota.capabilities.sales import services as sales
from zabota.capabilities.sales.contracts import DEMO_KIND
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Company
from zabota.foundation.importing.models import ImportRun, ImportStatus, SavedMapping
from zabota.foundation.jobs import progress

CHUNK = 1 << 20
SOURCE = "demo"


def begin_loading(actor: Actor) -> None:
    """Decide that the demo is to be loaded: from here on its banner shows. `load` (a job) does the work.

    Raises DemoPresentError, and OwnDataPresentError where there are orders of a real company.
    """
    actor.require(MANAGE_DEMO)
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=1)
        if company.has_demo_data:
            raise DemoPresentError
        if ImportRun.objects.filter(status__in=(ImportStatus.APPLIED, ImportStatus.APPLYING)).exists():
            raise OwnDataPresentError
        company.has_demo_data = True
        company.save(update_fields=["has_demo_data"])
        audit.record(actor=actor, action="demo.load", object_kind="company", object_id=1)


def load(actor: Actor, *, last_on: date, now: datetime, truth: Truth = TRUTH) -> ImportRun:
    """Import the demo company's three years that end on `last_on`, and complete the cards of its customers.

    Safe to run again: it goes on where it stopped.
    """
    actor.require(MANAGE_DEMO)
    run = queries.find_run() or _upload(actor, last_on, truth)
    if run.status == ImportStatus.UPLOADED:
        progress(1, 4)
        run = sales.read_import(run_id=run.pk)
        progress(2, 4)
        run = sales.check_import(run_id=run.pk)
    if run.status == ImportStatus.CHECKED:
        progress(3, 4)
        sales.start_writing(actor, run=run)
        # The columns of the demo file are not a person's choice to be offered for his own files.
        SavedMapping.objects.filter(options__source=SOURCE).delete()
    run = sales.write_import(run_id=run.pk, now=now)
    cards.fill(run, now=now)
    answers.fill(run, now=now)
    return run


def _upload(actor: Actor, last_on: date, truth: Truth) -> ImportRun:
    progress(0, 4)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "orders.csv"
        write_orders(path, last_on=last_on, truth=truth)
        run = sales.upload_orders(actor, file_name=FILE_NAME, chunks=_chunks(path), source=SOURCE)
        run.kind = DEMO_KIND
        run.save(update_fields=["kind"])
    return run


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def begin_removing(actor: Actor) -> None:
    """Decide that the demo goes; the banner leaves at once, `remove` (a job) undoes the import."""
    actor.require(MANAGE_DEMO)
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=1)
        if not company.has_demo_data:
            raise DemoAbsentError
        company.has_demo_data = False
        company.save(update_fields=["has_demo_data"])
        audit.record(actor=actor, action="demo.remove", object_kind="company", object_id=1)


def remove(actor: Actor, *, now: datetime) -> None:
    """Take back what was added to the cards, then undo the import, whole, from wherever it stands.

    Safe to run again.
    """
    actor.require(MANAGE_DEMO)
    answers.take_back()
    cards.take_back(now=now)
    run = queries.find_run()
    if run is None:
        return
    if run.status in {ImportStatus.APPLIED, ImportStatus.APPLYING}:
        sales.start_undoing(actor, run=run)
    if run.status == ImportStatus.UNDOING:
        sales.take_back_import(run_id=run.pk, now=now)
    else:
        sales.discard_import(actor, run=run)
