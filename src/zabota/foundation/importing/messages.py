"""Problems as sentences: what is wrong, where, and how to mend it.

Works wherever Django's settings are loaded; no database is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .contracts import Problem

Sentences = Mapping[str, str | Promise]

FILE_PROBLEMS: Sentences = {
    "empty_file": gettext_lazy("The file is empty. Export it again and check that it has rows."),
    "header_only": gettext_lazy("The file has the names of the columns but not a single row under them."),
    "file_too_large": gettext_lazy(
        "The file is %(size_mb)s MB; the limit is %(limit_mb)s MB. Split it by years or pack it with gzip."
    ),
    "unpacks_too_large": gettext_lazy(
        "Unpacked, the file is larger than %(limit_mb)s MB. If it is a real export, split it into parts."
    ),
    "damaged_archive": gettext_lazy("The file is damaged: it cannot be unpacked. Download or export it again."),
    "packed_archive": gettext_lazy(
        "This is an archive (%(format)s). Unpack it and send the table inside; only gzip is read as it is."
    ),
    "old_excel": gettext_lazy(
        "This is an old Excel file (.xls) or one locked with a password. Open it and save as .xlsx without a "
        "password, or as CSV."
    ),
    "not_a_table": gettext_lazy(
        "Whatever its name, this file is not a table: its content is %(format)s. Save the table as CSV, XLSX or "
        "Parquet."
    ),
    "binary_content": gettext_lazy(
        "Whatever its name, this file is not text: it has bytes no table can have. Save the table as CSV, XLSX or "
        "Parquet."
    ),
    "line_too_long": gettext_lazy("Line %(line)s is too long for a table. Is this really a table?"),
    "cell_too_long": gettext_lazy(
        'Row %(row)s: a cell is longer than %(limit)s characters. Shorten it; often a quotation mark (") opened '
        "before it and never closed."
    ),
    "quote_not_closed": gettext_lazy(
        'Row %(row)s: a quotation mark (") opens a cell and is never closed, so the rest of the file falls into it. '
        "Close it, or double it if it belongs to the text."
    ),
    "too_many_rows": gettext_lazy("The file has more than %(limit)s rows. Split it into parts."),
    "too_many_columns": gettext_lazy("The file has more than %(limit)s columns. Keep only those you need."),
    "workbook_too_large": gettext_lazy("The workbook is too large to be read safely. Save the sheet as CSV."),
    "workbook_bomb": gettext_lazy(
        "The workbook unpacks into far more than a table needs, as harmful files do. Save the sheet as CSV."
    ),
    "workbook_encrypted": gettext_lazy("The workbook is locked with a password. Save it without one."),
    "workbook_doctype": gettext_lazy(
        "The workbook has a declaration (DOCTYPE) that spreadsheets never write, so it was not opened. Save the "
        "table anew."
    ),
    "workbook_too_slow": gettext_lazy(
        "The workbook was not read within %(seconds)s seconds. Save the sheet as CSV: it is read much faster."
    ),
    "damaged_workbook": gettext_lazy(
        "The workbook is damaged (%(reason)s). Open it in a spreadsheet and save it again."
    ),
    "empty_workbook": gettext_lazy("The workbook has no filled cells."),
    "no_such_sheet": gettext_lazy("The workbook has no sheet “%(sheet)s”."),
    "damaged_parquet": gettext_lazy("The Parquet file is damaged or written in a way that cannot be read."),
}

NOTICES: Sentences = {
    "sheet_chosen": gettext_lazy("Read the sheet “%(sheet)s”: it has most data. Other sheets: %(others)s."),
    "far_cells_left_out": gettext_lazy(
        "Left out cells to the right of column %(limit)s: %(cells)s. Usually somebody touched them by chance."
    ),
    "unreadable_characters": gettext_lazy(
        "A few characters could not be read and stand as “�”: the file mixes two encodings."
    ),
}

ROW_PROBLEMS: Sentences = {
    "bad_quoting": gettext_lazy(
        'a quotation mark inside quoted text is not doubled. Write "" instead of " or take the quotes away.'
    ),
    "too_many_cells": gettext_lazy(
        "more cells than columns: %(found)s instead of %(expected)s. A delimiter inside a text needs quotation "
        "marks around the text."
    ),
    "too_few_cells": gettext_lazy(
        "fewer cells than columns: %(found)s instead of %(expected)s. The row may have been cut."
    ),
}

CELL_PROBLEMS: Sentences = {
    "empty_required": gettext_lazy("the cell is empty, but the value is needed. Fill it in."),
    "not_a_number": gettext_lazy(
        "“%(value)s” is not a number as the others in this column are (for example %(example)s)."
    ),
    "number_too_large": gettext_lazy("“%(value)s” is too large to be true. Check the number."),
    "other_currency": gettext_lazy("“%(value)s” is not in %(expected)s. Convert the amount or leave the row out."),
    "unknown_currency": gettext_lazy("“%(value)s” is no currency we know. Use a code such as RUB, USD, EUR."),
    "not_a_date": gettext_lazy(
        "“%(value)s” is no date, or is written differently from the others (for example %(expected)s)."
    ),
    "date_out_of_range": gettext_lazy("“%(value)s” lies outside of the years 1900–2100. Check the year."),
    "not_yes_or_no": gettext_lazy("“%(value)s” is neither yes nor no."),
    "not_a_phone": gettext_lazy("“%(value)s” cannot be a phone number. Write it as +7 916 123-45-67."),
    "not_an_email": gettext_lazy("“%(value)s” cannot be an e-mail address."),
}

SENTENCES: Sentences = {**FILE_PROBLEMS, **NOTICES, **ROW_PROBLEMS, **CELL_PROBLEMS}


def describe(problem: Problem, *, more: Sentences | None = None) -> str:
    """What is wrong and how to mend it. ``more`` has sentences for codes of the caller's own."""
    sentence = str({**SENTENCES, **(more or {})}[problem.code])
    return sentence % {"value": problem.value or "", **problem.params}


def render(problem: Problem, *, more: Sentences | None = None) -> str:
    """The same with its place: "Row 17, column “Date”: …"."""
    text = describe(problem, more=more)
    if problem.row_number is None:
        return text
    if not problem.column:
        return _("Row %(row)s: %(problem)s") % {"row": problem.row_number, "problem": text}
    place = {"row": problem.row_number, "column": problem.column, "problem": text}
    return _("Row %(row)s, column “%(column)s”: %(problem)s") % place
