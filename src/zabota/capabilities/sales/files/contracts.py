"""What comes out of a file of orders, and what a person may choose about it."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from zabota.foundation.importing import Converted, Mapping, Problem, Proposal, StagedFile

ORDER_COLUMNS: AbstractMapping[str, str] = {
    "order_index": "BIGINT",  # 0 … n-1 by moment, then by first row
    "number": "VARCHAR",  # the shop's own, or made by us (then it starts with "~")
    "customer_index": "BIGINT",  # NULL: anonymous sale
    "ordered_at": "TIMESTAMP",  # UTC
    "ordered_local": "TIMESTAMP",  # as the shop wrote it
    "ordered_on": "DATE",  # local date
    "kind": "VARCHAR",  # sale, return
    "returns_index": "BIGINT",  # order_index of the sale this return belongs to, NULL if not found
    "returns_number": "VARCHAR",  # what the file says it returns (column or credit-note number)
    "amount_minor": "BIGINT",  # signed, net of discounts
    "cost_minor": "BIGINT",  # NULL: unknown
    "margin_minor": "BIGINT",  # NULL: unknown
    "currency": "VARCHAR",
    "units_milli": "BIGINT",  # signed, thousandths
    "line_count": "BIGINT",
    "channel": "VARCHAR",
    "branch": "VARCHAR",
    "content_hash": "VARCHAR",
    "first_row": "BIGINT",
}
LINE_COLUMNS: AbstractMapping[str, str] = {
    "order_index": "BIGINT",
    "position": "BIGINT",  # from 1 within the order
    "row_number": "BIGINT",
    "sku": "VARCHAR",  # the name stands in when there is no article; NULL: the line names no product
    "product": "VARCHAR",
    "category": "VARCHAR",
    "quantity_milli": "BIGINT",
    "amount_minor": "BIGINT",
    "cost_minor": "BIGINT",
}
CUSTOMER_COLUMNS: AbstractMapping[str, str] = {
    "customer_index": "BIGINT",
    "identity": "VARCHAR",  # the shop's key as is, else phone:…, email:…, name:…
    "kind": "VARCHAR",  # person, company
    "name": "VARCHAR",
    "phones": "VARCHAR[]",
    "emails": "VARCHAR[]",
    "acquired_on": "DATE",
    "acquisition_source": "VARCHAR",
    "acquisition_cost_minor": "BIGINT",
    "branch": "VARCHAR",  # of the first order
}


class RowsAre(StrEnum):
    """What one row of the file is."""

    ORDERS = "orders"
    LINES = "lines"


class DuplicateNumbers(StrEnum):
    """What to do where an order number stands on several rows with different sums."""

    LINES = "lines"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True)
class OrderOptions:
    """The choices of a person. None means "not chosen": found by itself, or asked for."""

    currency: str | None = None
    """Keep this currency, skip and count the others. Also the currency of files that name none."""
    default_currency: str = "RUB"
    margin_rate: float | None = None
    """Share of revenue, 0-1, where the file has neither cost nor margin."""
    rows_are: RowsAre | None = None
    duplicate_numbers: DuplicateNumbers | None = None
    time_zone: str = "UTC"
    """Where the clock of the till stands."""
    phone_region: str = "RU"


class Choice(StrEnum):
    """Something only a person can decide before the file can be imported."""

    CURRENCY = "currency"
    DUPLICATE_NUMBERS = "duplicate_numbers"
    COLUMNS = "columns"


@dataclass(frozen=True, kw_only=True)
class Total:
    """The money of one currency, returns included with their sign. None: not a single order knows it."""

    currency: str
    order_count: int
    revenue_minor: int
    margin_minor: int | None
    return_count: int
    returned_minor: int


@dataclass(frozen=True, kw_only=True)
class FileCounts:
    rows: int
    good_rows: int
    bad_rows: int
    warnings: int
    other_currency_rows: int
    repeated_rows: int
    orders: int
    sales: int
    returns: int
    returns_matched: int
    anonymous_orders: int
    customers: int
    customers_by_name: int
    """Known by name alone: two people of one name would be one customer here."""
    products: int
    orders_without_margin: int


@dataclass(frozen=True, kw_only=True)
class OrdersFile:
    """A file read, checked and grouped; the Parquet files lie in ``workdir``."""

    converted: Converted
    """Its ``problems_path`` also holds the problems found while grouping."""
    proposal: Proposal
    options: OrderOptions
    orders_path: Path
    lines_path: Path
    customers_path: Path
    rows_are: RowsAre
    counts: FileCounts
    totals: tuple[Total, ...]
    first_on: date | None
    last_on: date | None
    notices: tuple[Problem, ...] = ()
    other_currencies: AbstractMapping[str, int] = field(default_factory=dict)
    """Rows skipped, by currency."""

    @property
    def staged(self) -> StagedFile:
        return self.converted.staged

    @property
    def mapping(self) -> Mapping:
        return self.converted.mapping


class OrdersFileError(Exception):
    """The file cannot become orders until a person chooses something; ``problem`` words it."""

    def __init__(self, choice: Choice, problem: Problem) -> None:
        super().__init__(f"{choice.value}: {problem.code} {dict(problem.params)}")
        self.choice = choice
        self.problem = problem
