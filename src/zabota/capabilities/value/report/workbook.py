"""All tables of the report as sheets of one workbook."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from zabota.capabilities.value.audit_tables import PlainTable, plain, tables_of
from zabota.capabilities.value.audit_words import Voice, chapter_words
from zabota.capabilities.value.report.contracts import Report
from zabota.capabilities.value.report.page import voice_of
from zabota.capabilities.value.report.people import best_first, slipping_first
from zabota.capabilities.value.report.worth_words import people_table
from zabota.foundation.importing import Sheet, write_workbook


def write_report_workbook(report: Report, path: Path, *, language: str) -> None:
    """A sheet a table, the list of sheets first."""
    with translation.override(language):
        voice = voice_of(report)
        tables = list(_tables(report, voice))
        rows = [(f"{place}", title, table.title) for place, (title, table) in enumerate(tables, start=1)]
        contents = Sheet(_("Contents"), (_("Sheet"), _("Part"), _("Table")), rows)
        sheets = [
            Sheet(f"{place} {table.title}", table.header, table.rows) for place, (_part, table) in enumerate(tables, 1)
        ]
        write_workbook(path, [contents, *sheets])


def _tables(report: Report, voice: Voice) -> Iterator[tuple[str, PlainTable]]:
    told: set[tuple[str, object]] = set()
    for chapter in report.audit.chapters:
        if chapter.result is None:
            continue
        for table in tables_of(chapter.result, voice):
            if (table.name, table.data) not in told:
                told.add((table.name, table.data))
                yield str(chapter_words(chapter.lens).title), plain(table, voice)
    who = _("Who matters")
    yield who, people_table("worth", _("Worth most from here on"), best_first(report), voice)
    yield who, people_table("slipping", _("Slipping away"), slipping_first(report), voice)
