"""The log for other programs: JSON lines with everything the hash covers, CSV for a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.audit.queries import oldest_first
from zabota.foundation.audit.rules import HASHED_FIELDS

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def json_lines() -> Iterator[str]:
    """Oldest first, so that the chain can be followed line by line."""
    for entry in oldest_first():
        row = {name: getattr(entry, name) for name in HASHED_FIELDS}
        row |= {"recorded_at": entry.recorded_at.isoformat(timespec="microseconds"), "id": entry.pk}
        yield json.dumps({**row, "previous_hash": entry.previous_hash, "hash": entry.hash}, ensure_ascii=False)


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    head = (_("When"), _("Who"), _("Action"), _("Object"), _("Summary"), _("Before"), _("After"), _("Hash"))
    yield "\ufeff" + _csv_line(head)
    for entry in entries:
        yield _csv_line(
            (
                entry.recorded_at.isoformat(timespec="seconds"), entry.actor_name, entry.action,
                f"{entry.object_kind} {entry.object_id}", entry.summary, entry.before_json, entry.after_json,
                entry.hash,
            )
        )  # fmt: skip


def _csv_line(cells: Iterable[str]) -> str:
    """A cell that a spreadsheet would take for a formula is kept a text."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow("'" + cell if cell.startswith(_FORMULA_STARTS) else cell for cell in cells)
    return buffer.getvalue()
