"""What is asked of a report, and what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zabota.capabilities.sales.files import DuplicateNumbers, OrdersFile
from zabota.capabilities.value.analysis import Audit, AuditChoice, Worth


@dataclass(frozen=True, kw_only=True)
class ReportWish:
    """The choices of the person; empty or None means "find it yourself"."""

    path: Path
    currency: str | None = None
    margin_rate: float | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header of the file → field."""
    duplicates: DuplicateNumbers | None = None
    until: date | None = None
    choice: AuditChoice = field(default_factory=AuditChoice)


class WrongColumnError(Exception):
    """A column or a field named by hand that does not exist; `known` says what there is."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class NothingToAuditError(Exception):
    """The file has no sale to a customer with a name."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Report:
    """Everything the page, the workbook and the summary are written from."""

    wish: ReportWish
    file: OrdersFile
    currency: str
    sales_until: date
    """Last day of a sale inside the observation."""
    totals: Mapping[str, int]
    audit: Audit
    worth: Worth
    names: Mapping[int, str]
    """What each customer is called, by the index in the file."""
    problems: Sequence[Any] = ()
    """The first problems of rows, to show what kind they are."""
