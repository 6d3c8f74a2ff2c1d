"""What tests of imports of people share: a file goes the whole way; the tables as they are."""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.forms.models import model_to_dict

from zabota.capabilities.people_files import services
from zabota.capabilities.people_files.contracts import Choices
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.models import ImportRun

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
TABLES = (
    "customers.Customer", "customers.CustomerKey", "customers.ContactPoint", "customers.CustomerDate", "customers.Tag",
    "customers.CustomerTag", "customers.CustomerNote", "customers.Responsibility", "customers.ConsentEntry",
    "events.TimelineEvent",
)  # fmt: skip


def checked(
    actor: Actor, content: str | bytes, *, name: str = "people.csv", choices: Choices | None = None
) -> ImportRun:
    """Upload, read, check."""
    chunk = content.encode() if isinstance(content, str) else content
    run = services.upload_people(actor, file_name=name, chunks=[chunk], choices=choices)
    run = services.read_import(run_id=run.pk)
    return services.check_import(run_id=run.pk) if run.status == "uploaded" else run


def imported(actor: Actor, content: str | bytes, **options: Any) -> ImportRun:
    run = checked(actor, content, **options)
    assert run.status == "checked", run.problem
    services.start_writing(actor, run=run, now=NOW)
    return services.write_import(run_id=run.pk, now=NOW)


def undone(actor: Actor, run: ImportRun) -> ImportRun:
    services.start_undoing(actor, run=run)
    return services.take_back_import(run_id=run.pk, now=NOW)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables an import may touch, less the news of the imports themselves."""
    found = {}
    for label in TABLES:
        rows = apps.get_model(label).objects.order_by("pk")
        if label == "events.TimelineEvent":
            rows = rows.exclude(customer_id=None)
        found[label] = [model_to_dict(row) | {"id": row.pk} for row in rows]
    return found
