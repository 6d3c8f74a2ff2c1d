"""Traces that the foundation keeps of a person, and where the pages about him are found."""

import shutil
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models import ContactPoint, Customer, CustomerKey
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.traces import Person, declare_trace
from zabota.capabilities.letters.models import Letter
from zabota.capabilities.privacy.contracts import ERASE_PERSON, EXPORT_PERSON
from zabota.capabilities.sales.models import Order
from zabota.foundation.events.models import Announcement
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.importing.models import ImportChange, ImportRun, SavedMapping
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.messaging.models import OutgoingMail
from zabota.foundation.search.registry import register_action
from zabota.foundation.undo import services as undo
from zabota.foundation.webhooks.models import Attempt

add_settings_tab("privacy:settings", _("Personal data"), "shield-check", ERASE_PERSON)
register_action(
    _("Personal data"), "privacy:settings", ERASE_PERSON,
    ("персональные данные", "152-фз", "gdpr", "стереть", "забыть", "срок хранения", "retention"), "shield-check",
)  # fmt: skip
declare_part(EXPORT_PERSON, "zabota.capabilities.privacy.web.card_part.privacy_part")


def _history(person: Person, _now: datetime) -> int:
    return undo.forget_customer(person.customer_id, rows=person.rows)


def _replaced_by_imports(person: Person, _now: datetime) -> int:
    """What rows were before an import changed them; imports name tables in small letters."""
    found = Q(pk=None)
    for table, row_ids in person.rows.items():
        found |= Q(table=table.lower(), row_id__in=list(row_ids))
    return ImportChange.objects.filter(found).delete()[0]


def _uploads(person: Person, _now: datetime) -> int:
    """Files that brought the person, and the rows of them that did not pass: they hold him in clear."""
    touched: set[int | None] = set()
    for model, key in ((Customer, "pk"), (ContactPoint, "customer_id"), (CustomerKey, "customer_id"),
                       (Order, "customer_id")):  # fmt: skip
        rows = model._default_manager.filter(**{key: person.customer_id})
        touched.update(rows.values_list("import_run_id", flat=True).distinct())
    runs = list(ImportRun.objects.filter(pk__in=[one for one in touched if one]))
    for run in runs:
        if run.stored_path:
            shutil.rmtree(Path(settings.DATA_DIR) / "uploads" / run.stored_path, ignore_errors=True)
        run.stored_path, run.mapping, run.counts = "", _without_examples(run.mapping), _without_examples(run.counts)
    ImportRun.objects.bulk_update(runs, ["stored_path", "mapping", "counts"])
    for saved in SavedMapping.objects.all():
        saved.mapping = _without_examples(saved.mapping)
        saved.save(update_fields=["mapping"])
    return len(runs)


def _without_examples(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What an import remembers of its columns, less the cells it shows as examples and the rows it warned of."""
    if isinstance(value, dict):
        return {
            key: "" if key == "example" else _without_examples(inner)
            for key, inner in value.items()
            if key not in {"problems", "changes"}
        }
    return [_without_examples(inner) for inner in value] if isinstance(value, list) else value


def _announcements(person: Person, _now: datetime) -> int:
    return Announcement.objects.filter(customer_id=person.customer_id).delete()[0]


def _job_errors(person: Person, _now: datetime) -> int:
    """What a failed job said may quote the person."""
    if not person.words:
        return 0
    quoted = reduce(or_, (Q(error__contains=word) for word in person.words))
    return QueuedJob.objects.exclude(error="").filter(quoted).update(error="")


def _answers(person: Person, _now: datetime) -> int:
    """What other systems answered may repeat the person; messages about him alone go with the card."""
    if not person.words:
        return 0
    quoted = reduce(or_, (Q(text__contains=word) for word in person.words))
    return Attempt.objects.filter(quoted).update(text="")


def _mail(person: Person, _now: datetime) -> int:
    """What a mail server answered names the address it refused; the letters themselves go with the card."""
    letters = Letter.objects.filter(customer_id=person.customer_id, mail__isnull=False)
    return OutgoingMail.objects.filter(pk__in=letters.values("mail_id")).update(detail="")


declare_trace("uploads", _("Files of imports"), erase=_uploads)
declare_trace("imports", _("Rows as they were before an import"), erase=_replaced_by_imports)
declare_trace("history", _("History of changes"), erase=_history)
declare_trace("announcements", _("Messages between parts of the product"), erase=_announcements)
declare_trace("mail", _("Answers of the mail server"), erase=_mail)
declare_trace("webhooks", _("Answers of other systems"), erase=_answers)
declare_trace("jobs", _("Errors of background jobs"), erase=_job_errors)
