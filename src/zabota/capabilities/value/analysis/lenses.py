"""The customer-base audit over a view of orders, five lenses and the products: what to look at, and the answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, cast

import regulars as rg
from regulars import audit

from zabota.capabilities.value.analysis.goods import look_at_products
from zabota.capabilities.value.analysis.worth import margin_sql

LEAST_PERIODS = 3
LEAST_COHORTS = 3
YEARS_FOR_YEARS = 6
AGES_WORTH_FOLLOWING = 4
SOURCE = """
    SELECT customer_id, ordered_on, amount_minor, {margin} AS margin_minor
    FROM orders WHERE ordered_on <= DATE '{until}' AND (kind = 'sale' OR amount_minor <> 0)
"""  # a return of nothing is no purchase


class Lens(StrEnum):
    """The chapters, in reading order."""

    ONE_PERIOD = "one-period"
    TWO_PERIODS = "two-periods"
    ONE_COHORT = "one-cohort"
    COHORTS = "cohorts"
    WHOLE_BASE = "whole-base"
    PRODUCTS = "products"


@dataclass(frozen=True, kw_only=True)
class AuditChoice:
    """What to look at; empty means "choose for me". Periods are labels such as 2011-Q3."""

    grain: str = ""
    cohort_grain: str = ""
    before: str = ""
    after: str = ""
    cohort: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditFrame:
    """The settled choice and what there is to choose from, oldest first."""

    choice: AuditChoice
    periods: tuple[str, ...]
    complete_periods: tuple[str, ...]
    cohorts: tuple[str, ...]
    customers: int
    orders: int
    revenue_minor: int
    profit_minor: int
    anonymous: audit.Totals
    unmatched: audit.Totals
    observed_from: date
    observed_until: date
    profit_basis: str
    margin_unknown_orders: int = 0


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One lens: its answer, or the code of what is missing."""

    lens: Lens
    result: audit.LensResult | None = None
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Audit:
    frame: AuditFrame
    chapters: tuple[Chapter, ...]

    def chapter(self, lens: Lens) -> Chapter:
        return next(chapter for chapter in self.chapters if chapter.lens == lens)


def audit_of(
    connection: Any,  # noqa: ANN401 - duckdb ships no types
    choice: AuditChoice,
    *,
    until: date,
    margin_rate: float | None,
) -> Audit:
    """Look at the view `orders(customer_id, ordered_on, kind, amount_minor, margin_minor)` through the five lenses.

    With `id` in it, and a view `goods` of lines beside it (see `goods.py`), products are looked at too.

    Raises
    ------
    regulars.NotEnoughDataError
        If nobody with a name bought.
    regulars.InvalidArgumentError
        If the choice names a period that does not exist.
    """
    base = _read_base(connection, choice, until=until, margin_rate=margin_rate)
    settled = _settle(base, choice)
    unknown = connection.execute("SELECT count(*) FILTER (margin_minor IS NULL) FROM orders").fetchall()[0][0]
    frame = replace(_frame(base, settled), margin_unknown_orders=unknown if base.profit_basis == "margin" else 0)
    products = _products(connection, base, settled, margin_rate)
    return Audit(frame=frame, chapters=(*_chapters(base, settled), products))


def _read_base(connection: Any, choice: AuditChoice, *, until: date, margin_rate: float | None) -> audit.CustomerBase:  # noqa: ANN401
    basis, margin = margin_sql(connection, margin_rate)
    grain = cast("audit.Grain", choice.grain or _usual_grain(connection, until))
    return audit.CustomerBase.from_orders(
        connection.sql(SOURCE.format(margin=margin, until=until.isoformat())),
        customer="customer_id",
        date="ordered_on",
        amount_minor="amount_minor",
        margin_minor="margin_minor" if basis == "margin" else None,
        margin_rate=margin_rate if basis == "rate" else None,
        grain=grain,
        cohort_grain=cast("audit.Grain", choice.cohort_grain or grain),
        observed_until=until,
    )


def _usual_grain(connection: Any, until: date) -> str:  # noqa: ANN401
    """The longest period the history has several of, both to compare and to follow cohorts in."""
    first, quarters = connection.execute(
        """
        SELECT min(first_on), count(DISTINCT date_trunc('quarter', first_on)) FROM (
            SELECT min(ordered_on) AS first_on FROM orders
            WHERE customer_id IS NOT NULL AND kind = 'sale' AND ordered_on <= $until GROUP BY customer_id
        )
        """,
        {"until": until},
    ).fetchall()[0]
    if first is None:
        raise rg.NotEnoughDataError("no customer with a name bought", missing={"customers": 0})
    days = (until - first).days
    if days >= YEARS_FOR_YEARS * 365:
        return "year"
    return "quarter" if days >= (LEAST_PERIODS + 1) * 91 - 90 and quarters >= LEAST_COHORTS else "month"


def _settle(base: audit.CustomerBase, choice: AuditChoice) -> AuditChoice:
    """Fill what was not chosen: the last complete period, the same season a year before, a cohort with some life."""
    periods = base.complete_periods or base.periods
    known = {period.label: period for period in base.periods}
    after = base.period(choice.after) if choice.after else periods[-1]
    earlier = [period for period in base.periods if period < after]
    year = {"month": 12, "quarter": 4, "year": 1, "week": 52}[base.grain]
    season = next((p for p in earlier if after.index - p.index == year and p in periods), None)
    usual = season or (earlier[-1] if earlier else None)
    before = known.get(choice.before) if choice.before else usual
    if choice.before and (before is None or before >= after):
        before = usual
    return AuditChoice(
        grain=base.grain,
        cohort_grain=base.cohort_grain,
        before=before.label if before else "",
        after=after.label,
        cohort=choice.cohort or _usual_cohort(base),
    )


def _usual_cohort(base: audit.CustomerBase) -> str:
    """The newest cohort that was followed for some periods; the first one holds older customers, so it comes last."""
    later = base.cohorts[1:]
    last = base.last_complete_index
    in_periods = {"month": 1, "quarter": 3, "year": 12}
    scale = in_periods.get(base.cohort_grain, 1) // in_periods.get(base.grain, 1) or 1
    old_enough = [c for c in later if last - (c.index + 1) * scale + 1 >= AGES_WORTH_FOLLOWING - 1]
    return (old_enough[-1] if old_enough else (later or base.cohorts)[0]).label


def _frame(base: audit.CustomerBase, choice: AuditChoice) -> AuditFrame:
    whole = base.grand_totals()
    return AuditFrame(
        choice=choice,
        periods=tuple(p.label for p in base.periods),
        complete_periods=tuple(p.label for p in base.complete_periods),
        cohorts=tuple(c.label for c in base.cohorts),
        customers=base.n_customers,
        orders=whole.orders,
        revenue_minor=whole.revenue_minor,
        profit_minor=whole.profit_minor,
        anonymous=base.anonymous.totals(),
        unmatched=base.unmatched.totals(),
        observed_from=base.observed_from,
        observed_until=base.observed_until,
        profit_basis=base.profit_basis,
    )


def _chapters(base: audit.CustomerBase, choice: AuditChoice) -> Iterator[Chapter]:
    looks: dict[Lens, Callable[[], audit.LensResult]] = {
        Lens.ONE_PERIOD: lambda: audit.one_period(base, choice.after),
        Lens.TWO_PERIODS: lambda: audit.two_periods(base, choice.before, choice.after),
        Lens.ONE_COHORT: lambda: audit.one_cohort(base, choice.cohort),
        Lens.COHORTS: lambda: audit.cohorts(base),
        Lens.WHOLE_BASE: lambda: audit.whole_base(base),
    }
    for lens, look in looks.items():
        if lens is Lens.TWO_PERIODS and not choice.before:
            yield Chapter(lens=lens, missing="one_period_only")
            continue
        try:
            yield Chapter(lens=lens, result=look())
        except rg.NotEnoughDataError:
            yield Chapter(lens=lens, missing="one_cohort_only" if lens is Lens.COHORTS else "nobody_bought")


def _products(connection: Any, base: audit.CustomerBase, choice: AuditChoice, margin_rate: float | None) -> Chapter:  # noqa: ANN401
    try:
        result = look_at_products(connection, base, cohort=choice.cohort, margin_rate=margin_rate)
    except rg.NotEnoughDataError:
        return Chapter(lens=Lens.PRODUCTS, missing="no_products")
    return Chapter(lens=Lens.PRODUCTS, result=result)
