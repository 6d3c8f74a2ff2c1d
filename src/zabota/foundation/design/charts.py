"""What a chart says, apart from how it is drawn: the page draws `spec()`, paper and readers get `table()`.

Money is in minor units, rates in 0–1; None is a gap, never 0.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from zabota.foundation.design import formats
from zabota.foundation.design.formats import Style

Values = Sequence[float | None]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """How values read: `detail` is the currency for money, the digits for numbers and percents."""

    style: Style = "number"
    detail: str = ""

    def text(self, value: float | None) -> str:
        return formats.styled(value, self.style, self.detail)

    def short(self, value: float | None) -> str:
        """For axes: "1,2 млн ₽" where the table has every figure."""
        if self.style == "money":
            return formats.money_compact(value, self.detail or "RUB")
        return formats.compact(value) if self.style in ("number", "compact") else self.text(value)

    def spec(self) -> Spec:
        digits = formats.minor_digits(self.detail or "RUB") if self.style == "money" else None
        return {"style": self.style, "detail": self.detail, "minor_digits": digits}


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Series:
    """One line or set of bars; `low` and `high` are the ends of its intervals."""

    name: str
    values: Values
    low: Values = ()
    high: Values = ()
    tone: Literal["", "alarm", "quiet"] = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`title` is the finding in words; `description` is read aloud in place of the picture."""

    form: ClassVar[str] = ""
    title: str
    note: str = ""
    description: str = ""
    value: Format = Format()
    value_label: str = ""
    category_label: str = ""

    def spec(self) -> Spec:
        fields = {name: getattr(self, name) for name in ("title", "note", "value_label", "category_label")}
        return {"form": self.form, **fields, "value": self.value.spec(), **self.body()}

    def body(self) -> Spec:
        raise NotImplementedError

    def table(self) -> Table:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class _SeriesChart(Chart):
    categories: Sequence[str]
    series: Sequence[Series]

    def __post_init__(self) -> None:
        for series in self.series:
            for values in (series.values, series.low, series.high):
                if values and len(values) != len(self.categories):
                    raise ValueError(f"{series.name}: {len(values)} values for {len(self.categories)} categories")

    def body(self) -> Spec:
        return {"categories": list(self.categories), "series": [asdict(series) for series in self.series]}

    def table(self) -> Table:
        head = [self.category_label]
        for series in self.series:
            head.append(series.name)
            if series.low:
                head.append(_("interval"))
        return Table(tuple(head), tuple(self._row(at) for at in range(len(self.categories))))

    def _row(self, at: int) -> tuple[str, ...]:
        cells = [str(self.categories[at])]
        for series in self.series:
            cells.append(self.value.text(series.values[at]))
            if series.low:
                cells.append(formats.interval(series.low[at], series.high[at], self.value.style, self.value.detail))
        return tuple(cells)


@dataclass(frozen=True, kw_only=True)
class BarChart(_SeriesChart):
    """Amounts by category; `horizontal` for long names, `stacked` for parts of a whole."""

    form: ClassVar[str] = "bar"
    horizontal: bool = False
    stacked: bool = False

    def body(self) -> Spec:
        return {**super().body(), "horizontal": self.horizontal, "stacked": self.stacked}


@dataclass(frozen=True)
class Mark:
    """Something that happened at the category of this place."""

    at: int
    words: str


@dataclass(frozen=True, kw_only=True)
class LineChart(_SeriesChart):
    """Change over time, with a band where a series has an interval, and what happened meanwhile."""

    form: ClassVar[str] = "line"
    marks: Sequence[Mark] = ()

    def body(self) -> Spec:
        return {**super().body(), "marks": [asdict(mark) for mark in self.marks]}


@dataclass(frozen=True, kw_only=True)
class AreaChart(_SeriesChart):
    """Parts of a sum over time, one layer on another (cohorts in a C3 chart)."""

    form: ClassVar[str] = "area"


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(_SeriesChart):
    """The same small picture for each series, on one scale."""

    form: ClassVar[str] = "multiples"


@dataclass(frozen=True, kw_only=True)
class Heatmap(Chart):
    """A table of shades: `values[row][column]`."""

    form: ClassVar[str] = "heatmap"
    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Values]

    def body(self) -> Spec:
        values = [list(row) for row in self.values]
        return {"rows": list(self.rows), "columns": list(self.columns), "values": values}

    def table(self) -> Table:
        rows = zip(self.rows, self.values, strict=True)
        cells = tuple((name, *(self.value.text(value) for value in row)) for name, row in rows)
        return Table((self.category_label, *self.columns), cells)


@dataclass(frozen=True, kw_only=True)
class Histogram(Chart):
    """How many have how much: `counts[i]` lie in the half-open [edges[i], edges[i + 1])."""

    form: ClassVar[str] = "histogram"
    edges: Sequence[float]
    counts: Sequence[int]
    mean: float | None = None
    median: float | None = None

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.counts) + 1:
            raise ValueError("a histogram has one more edge than counts")

    def body(self) -> Spec:
        words = {"mean": _("mean"), "median": _("median")}
        return {"edges": list(self.edges), "counts": list(self.counts), "mean": self.mean,
                "median": self.median, "words": words}  # fmt: skip

    def table(self) -> Table:
        pairs = zip(self.edges, self.edges[1:], self.counts, strict=False)
        rows = [
            (formats.interval(low, high, self.value.style, self.value.detail), formats.number(count))
            for low, high, count in pairs
        ]
        marks = ((_("mean"), self.mean), (_("median"), self.median))
        rows += [(word, self.value.text(value)) for word, value in marks if value is not None]
        return Table((self.value_label, self.category_label), tuple(rows))


@dataclass(frozen=True)
class Curve:
    """A Lorenz curve: the first `people` of customers (0–1, poorest first) hold `share` of the value."""

    name: str
    people: Sequence[float]
    share: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class LorenzChart(Chart):
    """How unequal customers are; the diagonal is full equality."""

    form: ClassVar[str] = "lorenz"
    curves: Sequence[Curve]
    value: Format = Format("percent", "0")

    def body(self) -> Spec:
        return {"curves": [asdict(curve) for curve in self.curves], "equality": _("equality")}

    def table(self) -> Table:
        rows = [
            (curve.name, self.value.text(people), self.value.text(share))
            for curve in self.curves
            for people, share in zip(curve.people, curve.share, strict=True)
        ]
        return Table(("", self.category_label, self.value_label), tuple(rows))


@dataclass(frozen=True)
class Step:
    """A pillar of a bridge: a `total` stands on the floor, a `change` hangs from the one before."""

    label: str
    amount: float
    kind: Literal["total", "change"] = "change"


@dataclass(frozen=True, kw_only=True)
class BridgeChart(Chart):
    """From one total to another through what added and what took away."""

    form: ClassVar[str] = "bridge"
    steps: Sequence[Step]

    def body(self) -> Spec:
        return {"steps": [asdict(step) for step in self.steps]}

    def spans(self) -> list[tuple[float, float]]:
        """Where each pillar begins and ends."""
        spans: list[tuple[float, float]] = []
        level = 0.0
        for step in self.steps:
            start = 0.0 if step.kind == "total" else level
            level = start + step.amount
            spans.append((start, level))
        return spans

    def table(self) -> Table:
        rows = tuple((step.label, self.value.text(step.amount)) for step in self.steps)
        return Table((self.category_label, self.value_label), rows)


@dataclass(frozen=True, kw_only=True)
class Sparkline(Chart):
    """A line without axes, for a cell of a table."""

    form: ClassVar[str] = "sparkline"
    values: Values

    def body(self) -> Spec:
        return {"values": list(self.values)}

    def table(self) -> Table:
        rows = tuple((str(at + 1), self.value.text(value)) for at, value in enumerate(self.values))
        return Table((self.category_label, self.value_label), rows)
