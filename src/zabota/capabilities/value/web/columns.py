"""Columns of the lists of customers: what stands in a cell, on the page and in a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.customers import queries as people
from zabota.capabilities.customers.contracts import HideableFact
from zabota.capabilities.value.contracts import Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.web import words
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.currencies import minor_digits
from zabota.foundation.importing.tabular_out import Cell as FileCell


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`sub` is the range or the reason, in small letters; `tone` makes a badge of the figure."""

    figure: str
    sub: str = ""
    tone: str = ""
    is_numeric: bool = True


Fill = Callable[[ValueRun, CustomerValue], Cell]


@dataclass(frozen=True, kw_only=True)
class Column:
    code: str
    label: str | Promise
    fill: Fill
    sort: str = ""
    is_forecast: bool = False
    is_numeric: bool = True


def _number(field: str) -> Fill:
    return lambda _run, value: Cell(figure=formats.number(getattr(value, field)))


def _money(field: str) -> Fill:
    return lambda run, value: Cell(figure=formats.money_round(getattr(value, field), run.currency))


def _range(field: str) -> Fill:
    """A sum with its interval; `field` without its ending."""

    def fill(run: ValueRun, value: CustomerValue) -> Cell:
        amounts = [getattr(value, f"{field}{end}_minor") for end in ("", "_low", "_high")]
        figure, ends = words.money(run, *amounts)
        return Cell(figure=figure, sub=ends)

    return fill


def _purchases(run: ValueRun, value: CustomerValue) -> Cell:
    figure, ends = words.purchases(run, value)
    return Cell(figure=figure, sub=ends)


def _last(_run: ValueRun, value: CustomerValue) -> Cell:
    return Cell(figure=_date(value), sub=_("%(days)s ago") % {"days": words.days(value.silence_days)})


def _date(value: CustomerValue) -> str:
    return formats.day(value.last_ordered_on, today=value.last_ordered_on.replace(year=1))


def _trend(_run: ValueRun, value: CustomerValue) -> Cell:
    trend = Trend(value.trend)
    return Cell(figure=str(words.TRENDS[trend]), tone=words.TREND_TONES.get(trend, "hollow"), is_numeric=False)


def _silence(_run: ValueRun, value: CustomerValue) -> Cell:
    if value.silence_ratio is None:
        return Cell(figure=formats.NONE, sub=_("no rhythm yet"))
    return Cell(
        figure=_("×%(times)s") % {"times": formats.number(value.silence_ratio, 1)},
        sub=_("of %(gap)s") % {"gap": words.days(value.usual_gap_days or 0)},
        tone="alarm" if value.is_slipping else "",
    )


COLUMNS: tuple[Column, ...] = (
    Column(code="margin", label=gettext_lazy("Margin"), fill=_money("margin_minor"), sort="margin"),
    Column(code="year", label=gettext_lazy("Margin, 12 months"), fill=_money("last_year_margin_minor"), sort="year"),
    Column(code="revenue", label=gettext_lazy("Revenue"), fill=_money("revenue_minor"), sort="revenue"),
    Column(code="orders", label=gettext_lazy("Orders"), fill=_number("order_count"), sort="orders"),
    Column(code="last", label=gettext_lazy("Last order"), fill=_last, sort="last"),
    Column(code="silence", label=gettext_lazy("Silence"), fill=_silence, sort="silence"),
    Column(
        code="alive", label=gettext_lazy("Still a customer"), sort="alive", is_forecast=True,
        fill=lambda _run, value: Cell(figure=words.probability(value.alive_probability)),
    ),
    Column(
        code="purchases", label=gettext_lazy("Will buy, times"), fill=_purchases, sort="purchases", is_forecast=True
    ),
    Column(
        code="expected", label=gettext_lazy("Expected margin"), fill=_range("expected_margin"), sort="expected",
        is_forecast=True,
    ),
    Column(code="clv", label=gettext_lazy("Lifetime value"), fill=_range("clv"), sort="clv", is_forecast=True),
    Column(
        code="exposure", label=gettext_lazy("Exposure"), fill=_money("exposure_minor"), sort="exposure",
        is_forecast=True,
    ),
    Column(code="decile", label=gettext_lazy("Decile"), fill=_number("decile"), sort="margin"),
    Column(code="trend", label=gettext_lazy("Trend"), fill=_trend, sort="trend", is_numeric=False),
)  # fmt: skip
USUAL = ("margin", "last", "alive", "purchases", "expected", "clv", "decile", "trend")


def offered(run: ValueRun) -> list[Column]:
    """Where the models keep silent there is nothing of theirs to choose; a thin history has no single figures."""
    if run.readiness == Readiness.REFUSED:
        return [column for column in COLUMNS if not column.is_forecast]
    if run.readiness == Readiness.THIN:
        return [column for column in COLUMNS if column.code not in {"alive", "exposure"}]
    return list(COLUMNS)


def chosen(run: ValueRun, codes: Sequence[str]) -> list[Column]:
    """The columns a person ticked, in our order; the usual ones without a choice."""
    wanted = [code for code in codes if any(column.code == code for column in COLUMNS)] or USUAL
    return [column for column in offered(run) if column.code in wanted]


@dataclass(frozen=True, kw_only=True)
class Line:
    value: CustomerValue
    cells: list[Cell]


def lines(run: ValueRun, values: Iterable[CustomerValue], columns: Sequence[Column]) -> list[Line]:
    return [Line(value=value, cells=[column.fill(run, value) for column in columns]) for value in values]


def file_header(run: ValueRun) -> list[str]:
    """Every figure with both ends of its range in a column of its own."""
    facts = [
        _("Customer"), _("Phones"), _("E-mails"), _("Orders"), _("Revenue"), _("Margin"), _("Margin, 12 months"),
        _("First order"), _("Last order"), _("Silence, days"), _("Usual gap, days"), _("Slipping away"),
        _("Decile by margin"), _("Trend"), _("Currency"),
    ]  # fmt: skip
    forecast = [
        _("Still a customer, probability"), _("Expected purchases"), _("Expected purchases, low"),
        _("Expected purchases, high"), _("Expected margin"), _("Expected margin, low"), _("Expected margin, high"),
        _("Acquisition cost"), _("Lifetime value"), _("Lifetime value, low"), _("Lifetime value, high"), _("Exposure"),
    ]  # fmt: skip
    return facts if run.readiness == Readiness.REFUSED else facts + forecast


def file_rows(actor: Actor, run: ValueRun, values: Iterable[CustomerValue]) -> Iterator[list[FileCell]]:
    remaining = iter(values)
    while batch := list(islice(remaining, 1_000)):
        yield from _file_batch(actor, run, batch)


def _file_batch(actor: Actor, run: ValueRun, batch: Sequence[CustomerValue]) -> Iterator[list[FileCell]]:
    """What the company hides from the role stays empty."""
    contacts = people.contacts_of(actor, [value.customer_id for value in batch])
    shows_cost = HideableFact.ACQUISITION not in people.hidden_from(actor)
    for value in batch:
        reach = contacts[value.customer_id]
        facts: list[FileCell] = [
            value.name, reach.phones, reach.emails, value.order_count, _major(run, value.revenue_minor),
            _major(run, value.margin_minor), _major(run, value.last_year_margin_minor), value.first_ordered_on,
            value.last_ordered_on, value.silence_days, _rounded(value.usual_gap_days, 1), value.is_slipping,
            value.decile, str(words.TRENDS[Trend(value.trend)]), run.currency,
        ]  # fmt: skip
        is_short = run.readiness == Readiness.REFUSED
        yield facts if is_short else facts + _forecast_cells(run, value, shows_cost=shows_cost)


def _forecast_cells(run: ValueRun, value: CustomerValue, *, shows_cost: bool) -> list[FileCell]:
    """A thin history gives its ranges and no figure between them."""
    is_ready = run.readiness == Readiness.READY
    return [
        _rounded(value.alive_probability, 4) if is_ready else None,
        _rounded(value.expected_purchases, 2) if is_ready else None,
        _rounded(value.expected_purchases_low, 2),
        _rounded(value.expected_purchases_high, 2),
        _major(run, value.expected_margin_minor) if is_ready else None,
        _major(run, value.expected_margin_low_minor),
        _major(run, value.expected_margin_high_minor),
        _major(run, value.acquisition_cost_minor) if shows_cost else None,
        _major(run, value.clv_minor) if is_ready else None,
        _major(run, value.clv_low_minor),
        _major(run, value.clv_high_minor),
        _major(run, value.exposure_minor) if is_ready else None,
    ]


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _major(run: ValueRun, amount_minor: int | None) -> Decimal | None:
    return None if amount_minor is None else Decimal(amount_minor).scaleb(-minor_digits(run.currency))
