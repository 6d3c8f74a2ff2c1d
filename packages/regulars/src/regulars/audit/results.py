"""The shapes every lens answers with: tables, plots, identities and findings, all frozen.

Nothing here knows a language or a page: a renderer turns codes and units into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError

if TYPE_CHECKING:
    import pyarrow as pa

Unit = Literal[
    "count",  # whole things: customers, orders, pieces
    "money_minor",  # minor units of the one currency of the base (kopecks, cents)
    "share",  # 0..1
    "ratio",  # any real: orders per customer, a correlation, an index
    "days",  # whole or fractional days
    "date",  # ISO date as text
    "period",  # label of a period or a cohort: "2011", "2011-Q3", "2011-07", "2011-W31"
    "age",  # periods since the first purchase, 0 = the period of the first purchase
    "label",  # a code that the renderer translates
    "name",  # what the data call a product or a category, never translated, save the codes OTHER and UNNAMED
    "customer",  # the customer's own key, as text
]
Value = int | float | str | None
ProfitBasis = Literal["margin", "rate", "revenue"]
PlotKind = Literal["bar", "histogram", "line", "stacked_bar", "stacked_area", "heatmap", "waterfall"]


Values = Sequence[object] | NDArray[Any]
Columns = dict[str, tuple[Unit, Values]]  # of a table in the making


@dataclass(frozen=True, slots=True)
class Column:
    """Name and unit of one column of a `Table`."""

    name: str
    unit: Unit


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Hold one table of an answer: typed columns of equal length.

    Parameters
    ----------
    name : str
        Code of the table, for instance ``"deciles_by_customers"``.
    columns : tuple of Column
        Names and units, in reading order.
    data : tuple of tuple
        One tuple of plain Python values a column; None means "not defined" and never 0.
    """

    name: str
    columns: tuple[Column, ...]
    data: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        if len(self.columns) != len(self.data) or len({len(values) for values in self.data}) > 1:
            raise InvalidArgumentError(f"table {self.name}: columns and data do not fit")

    def __len__(self) -> int:
        return len(self.data[0]) if self.data else 0

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in reading order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, column: str) -> tuple[Value, ...]:
        """Values of one column.

        Raises
        ------
        KeyError
            If the table has no such column.
        """
        if column not in self.column_names:
            raise KeyError(f"table {self.name} has no column {column!r}; it has {', '.join(self.column_names)}")
        return self.data[self.column_names.index(column)]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Values of a numeric column as floats, NaN where a value is not defined.

        Parameters
        ----------
        column : str
            Name of a column of numbers.
        """
        return np.array([np.nan if value is None else value for value in self[column]], dtype=np.float64)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Rows in order, each a tuple of plain Python values (None where not defined)."""
        return zip(*self.data, strict=True)

    def records(self) -> list[dict[str, Value]]:
        """Rows as dictionaries, for JSON and templates."""
        return [dict(zip(self.column_names, row, strict=True)) for row in self.rows()]

    def to_arrow(self) -> pa.Table:
        """Same table as Arrow, units kept as field metadata (needs the extra ``tables``)."""
        import pyarrow as pa

        arrays = [pa.array(values, type=_arrow_type(c.unit)) for c, values in zip(self.columns, self.data, strict=True)]
        fields = [
            pa.field(column.name, array.type, metadata={"unit": column.unit})
            for column, array in zip(self.columns, arrays, strict=True)
        ]
        return pa.table(arrays, schema=pa.schema(fields, metadata={"name": self.name}))


def _arrow_type(unit: Unit) -> Any:  # noqa: ANN401 -- pyarrow ships no types
    import pyarrow as pa

    if unit in ("count", "age"):
        return pa.int64()
    return pa.float64() if unit in ("money_minor", "share", "ratio", "days") else pa.string()


def table(name: str, columns: Columns) -> Table:
    """Make a `Table` from ``{name: (unit, values)}``; NaN becomes None, numpy numbers become plain ones."""
    return Table(
        name=name,
        columns=tuple(Column(column, unit) for column, (unit, _) in columns.items()),
        data=tuple(tuple(plain(value) for value in values) for _, values in columns.values()),
    )


def plain(value: object) -> Value:
    """Turn a numpy scalar into a Python one; a number that is not finite is None (not defined)."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return str(value)


@dataclass(frozen=True, slots=True)
class Identity:
    """An equality that must hold to the last minor unit, in whole numbers or exact fractions."""

    name: str
    left: int | Fraction
    right: int | Fraction

    @property
    def holds(self) -> bool:
        """Whether both sides are equal, without any tolerance."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement as data: a code and its numbers; sentences are written by a renderer.

    Codes and their numbers are listed in ``docs/reference/audit-findings.md``.
    """

    code: str
    numbers: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", MappingProxyType({k: plain(v) for k, v in self.numbers.items()}))

    def __reduce__(self) -> tuple[type[Finding], tuple[str, dict[str, Value]]]:
        # A mapping proxy cannot be pickled, and answers are kept in caches and sent between processes.
        return Finding, (self.code, dict(self.numbers))


@dataclass(frozen=True, slots=True)
class Series:
    """One named line, bar set or heat-map row of a `Plot`; None where not defined."""

    name: str
    values: tuple[Value, ...]
    low: tuple[Value, ...] | None = None
    high: tuple[Value, ...] | None = None


def series(name: str, values: Values) -> Series:
    """Make a `Series` of plain values."""
    return Series(name, tuple(plain(value) for value in values))


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything a chart needs, without a library: axis values, units and series.

    A histogram has one more `x` (the bin edges) than values; its last bin holds everything above.
    `marks` are vertical lines such as the mean and the median.
    """

    name: str
    kind: PlotKind
    x: tuple[Value, ...]
    x_unit: Unit
    unit: Unit
    series: tuple[Series, ...]
    marks: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LensResult:
    """What is common to the five lenses and the product view: tables, plots, identities and findings by name."""

    tables: tuple[Table, ...]
    plots: tuple[Plot, ...]
    identities: tuple[Identity, ...]
    findings: tuple[Finding, ...]
    profit_basis: ProfitBasis  # "revenue" = no margin was given: say revenue where a name says profit

    def table(self, name: str) -> Table:
        """Table by name.

        Parameters
        ----------
        name : str
            Name of one of ``tables``.

        Raises
        ------
        KeyError
            If the lens has no such table (for instance profit tables of a base without margin).
        """
        for candidate in self.tables:
            if candidate.name == name:
                return candidate
        raise KeyError(f"no table {name!r}; there are {', '.join(t.name for t in self.tables)}")

    def plot(self, name: str) -> Plot:
        """Plot by name.

        Parameters
        ----------
        name : str
            Name of one of ``plots``.

        Raises
        ------
        KeyError
            If the lens has no such plot.
        """
        for candidate in self.plots:
            if candidate.name == name:
                return candidate
        raise KeyError(f"no plot {name!r}; there are {', '.join(p.name for p in self.plots)}")

    @property
    def identities_hold(self) -> bool:
        """Whether every identity of the lens holds exactly."""
        return all(identity.holds for identity in self.identities)


@dataclass(frozen=True, slots=True)
class Totals:
    """Whole sums of one slice of the base, in counts and minor units."""

    customers: int
    orders: int
    revenue_minor: int
    profit_minor: int
    units: int

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.customers + other.customers,
            self.orders + other.orders,
            self.revenue_minor + other.revenue_minor,
            self.profit_minor + other.profit_minor,
            self.units + other.units,
        )


@dataclass(frozen=True, slots=True)
class OnePeriod(LensResult):
    """Lens 1: how different are the customers of one period."""

    period: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class TwoPeriods(LensResult):
    """Lens 2: what changed between two periods, and through whom."""

    before: str
    after: str
    totals_before: Totals
    totals_after: Totals


@dataclass(frozen=True, slots=True)
class OneCohort(LensResult):
    """Lens 3: how the buyers won in one period behave as they age."""

    cohort: str
    acquired: int
    ages_observed: int


@dataclass(frozen=True, slots=True)
class Cohorts(LensResult):
    """Lens 4: whether newer cohorts are better or worse than older ones."""

    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeBase(LensResult):
    """Lens 5: how healthy the whole base is, cohort by cohort and period by period."""

    periods: tuple[str, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Products(LensResult):
    """The product view: what customers buy, with what, and what they begin with."""

    level: Literal["category", "product"]  # what the names are
    period: str  # "" = the whole observation
    cohort: str
    names: tuple[str, ...]  # told apart, the largest by revenue first; then OTHER and UNNAMED where they occur
    totals: Totals
