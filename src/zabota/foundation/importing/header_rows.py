"""Which row holds the names of the columns; titles above it are skipped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .contracts import StagedColumn
from .delimited import Record

DATA_LIKE = re.compile(
    r"[-+−(]?[\d\s\u00a0\u202f]*\d(?:[.,'’]\d+)*\s*(?:%|₽|\$|€|руб\.?|р\.?)?\)?"  # a number
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T].*)?"  # a date
    r"|[^@\s]+@[^@\s]+\.\w+",  # an e-mail
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The shape of the table inside the file."""

    header_row: int | None
    first_row: int
    """Rows with a smaller number are not data."""
    columns: tuple[StagedColumn, ...]


def find_layout(sample: list[Record], wanted_header_row: int | None, widest: int) -> Layout | None:
    """Header and columns from the first records; None when there is nothing but blanks."""
    filled = [record for record in sample if record.broken is None and any(map(str.strip, record.cells))]
    if not filled:
        return None
    widths = Counter(len(_trimmed(record.cells)) for record in filled)
    width = max(widths, key=lambda one: (widths[one], one))
    header = _wanted(filled, wanted_header_row) if wanted_header_row is not None else _found(filled, width)
    names = _trimmed(header.cells) if header else []
    width = min(max(width, len(names)), widest)
    first_row = header.row_number + 1 if header else filled[0].row_number
    columns = tuple(
        StagedColumn(position=place, key=f"c{place}", header=names[place - 1].strip() if place <= len(names) else "")
        for place in range(1, width + 1)
    )
    return Layout(header_row=header.row_number if header else None, first_row=first_row, columns=columns)


def _wanted(filled: list[Record], row_number: int) -> Record | None:
    return next((record for record in filled if record.row_number == row_number), None)


def _found(filled: list[Record], width: int) -> Record | None:
    """The first row at least half as wide as the table, unless something in it looks like data."""
    for record in filled[:50]:
        cells = [cell.strip() for cell in record.cells if cell.strip()]
        if len(cells) * 2 >= width:
            return None if any(DATA_LIKE.fullmatch(cell) for cell in cells) else record
    return None


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
