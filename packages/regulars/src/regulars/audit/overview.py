"""Key figures of a period against an earlier one, and the one thing that changed most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period
from regulars.audit.distributions import Floats, merged, quotient
from regulars.audit.groups import FACTORS, factors_of
from regulars.audit.lens_two_periods import shapley_contributions, spread_over
from regulars.audit.results import Finding, ProfitBasis, Totals, Unit
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import normal_quantile

Verdict = Literal["up", "down", "noise", "counted", "not_enough_data"]
TOP_SHARE = 0.1
LEAST_CUSTOMERS = 10


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure now and before, and whether the change is more than chance.

    ``low`` and ``high`` bound the change ``value − before``; None where it is not defined. The verdict
    is ``up`` or ``down`` if the interval excludes 0, ``noise`` if it holds 0, ``counted`` where the figure
    is a plain count that estimates nothing, ``not_enough_data`` with fewer than ten customers in a period.
    """

    name: str
    unit: Unit
    value: float | None
    before: float | None
    change: float | None
    low: float | None
    high: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Overview:
    """Key figures of a period, the one that changed most, and what the reader must know."""

    period: str
    compared_with: str
    complete: bool
    totals: Totals
    totals_before: Totals
    figures: tuple[KeyFigure, ...]
    findings: tuple[Finding, ...]
    profit_basis: ProfitBasis

    def figure(self, name: str) -> KeyFigure:
        """Figure by name.

        Parameters
        ----------
        name : str
            Name of one of ``figures``.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        for candidate in self.figures:
            if candidate.name == name:
                return candidate
        raise KeyError(f"no figure {name!r}; there are {', '.join(f.name for f in self.figures)}")


def overview(
    base: CustomerBase, period: Period | str, against: Period | str | None = None, *, level: float = 0.95
) -> Overview:
    """Compare the key figures of a period with an earlier one.

    Business question: how are we doing, and what is the one thing that changed most?

    Parameters
    ----------
    base : CustomerBase
    period : Period or str
        A period of the base.
    against : Period or str, optional
        An earlier period; by default the one just before.
    level : float, 0–1 exclusive
        Confidence level of the changes.

    Returns
    -------
    Overview
        Figures ``customers_to_date``, ``active``, ``new``, ``known``, ``orders``, ``revenue``,
        ``profit`` and ``margin_rate`` (if a margin is known), ``orders_per_customer``,
        ``revenue_per_order``, ``top_tenth_share``, ``anonymous_revenue``. Totals are everything sold.

    Raises
    ------
    InvalidArgumentError
        If a period is outside the observation or they are not in order.
    NotEnoughDataError
        If nobody with a name bought in one of them.

    Notes
    -----
    The interval asks: would another draw of like customers have changed the figure as much? Each figure
    is a function of sums over customers; its change is written as a sum of one contribution a customer,
    both periods together (so a customer who buys steadily adds nothing), and the number of customers is
    taken as Poisson: standard error = √Σ contribution². For averages, rates and the share of the top
    tenth the contributions are the influence functions. Anonymous sales carry no customer and get no
    interval; revenue, orders and profit are therefore those of customers with a name.
    "Changed most" is the factor of profit (customers, orders per customer, revenue per order, margin)
    with the largest Shapley contribution to the change; its own verdict says whether to believe it.

    References
    ----------
    Hampel (1974), JASA 69(346) (influence function). Cowell and Flachaire (2007), Journal of
    Econometrics 141(2) (concentration measures).
    """
    now_at = base.period(period)
    was_at = base.period(against if against is not None else Period(now_at.index - 1, base.grain))
    if was_at >= now_at:
        raise InvalidArgumentError(f"{was_at.label} is not before {now_at.label}")
    pair = _Sides(base, was_at, now_at)
    for at, part in ((was_at, pair.was), (now_at, pair.now)):
        if not part.active.any():
            raise NotEnoughDataError(f"nobody with a name bought in {at.label}", missing={"customers": 0})
    z = normal_quantile(level)
    figures = (*pair.counts(z), *pair.sums(z), *pair.averages(z), pair.concentration(z), pair.anonymous())
    complete = {at: at in base.complete_periods for at in (now_at, was_at)}
    return Overview(
        period=now_at.label,
        compared_with=was_at.label,
        complete=all(complete.values()),
        totals=base.grand_totals(now_at),
        totals_before=base.grand_totals(was_at),
        figures=figures,
        findings=(
            *_changed_most(pair, figures),
            *(Finding("incomplete_period", {"period": at.label}) for at, over in complete.items() if not over),
        ),
        profit_basis=base.profit_basis,
    )


@dataclass(frozen=True, slots=True)
class Concentration:
    """What share of the profit of a period the best tenth of its customers brought; None is not defined."""

    share: float | None
    low: float | None
    high: float | None
    customers: int


def concentration(base: CustomerBase, period: Period | str, *, level: float = 0.95) -> Concentration:
    """Measure how much of a period's profit rests on the best tenth of its customers.

    Business question: how few customers carry the business?

    Parameters
    ----------
    base : CustomerBase
    period : Period or str
        A period of the base.
    level : float, 0–1 exclusive
        Confidence level of the interval.

    Returns
    -------
    Concentration
        Share of profit (of revenue, if no margin is known), 0–1 unless some customers bring losses, with the
        range another draw of like customers would give, and the number of active customers. All None with
        fewer than ten active customers or without profit.

    Raises
    ------
    InvalidArgumentError
        If the period lies outside the observation.

    Notes
    -----
    The standard error is √Σ influence², the influence function of the share as in `overview`.

    References
    ----------
    Cowell and Flachaire (2007), Journal of Econometrics 141(2).
    """
    part = base.slice(base.period(period))
    active = part.active
    share, influence = _top_share(part.profit_minor, active)
    if share is None:
        return Concentration(None, None, None, int(active.sum()))
    error = normal_quantile(level) * float(np.sqrt((influence**2).sum()))
    return Concentration(
        share, share - error, min(share + error, 1.0) if share <= 1 else share + error, int(active.sum())
    )


class _Sides:
    """Both periods laid over the same customers, and the figures made of them."""

    def __init__(self, base: CustomerBase, was: Period, now: Period) -> None:
        self.base, self.was_at, self.now_at = base, was, now
        slices = base.slice(was), base.slice(now)
        customers = merged(slices[0].customer, slices[1].customer)
        self.was, self.now = (spread_over(part, customers) for part in slices)
        first = base.first_period[customers]
        self.new = [(part.active & (first == at.index)) for part, at in ((self.was, was), (self.now, now))]
        self.small = min(int(self.was.active.sum()), int(self.now.active.sum())) < LEAST_CUSTOMERS

    def counts(self, z: float) -> tuple[KeyFigure, ...]:
        """Counts of customers."""
        to_date = [int((self.base.first_period <= at.index).sum()) for at in (self.was_at, self.now_at)]
        known = [part.active & ~new for part, new in zip((self.was, self.now), self.new, strict=True)]
        return (
            _figure("customers_to_date", "count", (to_date[0], to_date[1]), None, small=self.small),
            self._sum("active", "count", self.was.active, self.now.active, z),
            self._sum("new", "count", self.new[0], self.new[1], z),
            self._sum("known", "count", known[0], known[1], z),
        )

    def sums(self, z: float) -> tuple[KeyFigure, ...]:
        """Sums over customers with a name."""
        figures = [
            self._sum("orders", "count", self.was.orders, self.now.orders, z),
            self._sum("revenue", "money_minor", self.was.revenue_minor, self.now.revenue_minor, z),
        ]
        if self.base.profit_basis != "revenue":
            figures.append(self._sum("profit", "money_minor", self.was.profit_minor, self.now.profit_minor, z))
        return tuple(figures)

    def averages(self, z: float) -> tuple[KeyFigure, ...]:
        """Factors of the profit: each a quotient of two sums."""
        figures = [
            self._quotient("orders_per_customer", "ratio", "orders", "active", z),
            self._quotient("revenue_per_order", "money_minor", "revenue_minor", "orders", z),
        ]
        if self.base.profit_basis != "revenue":
            figures.append(self._quotient("margin_rate", "ratio", "profit_minor", "revenue_minor", z))
        return tuple(figures)

    def concentration(self, z: float) -> KeyFigure:
        """Share of the profit (revenue without margin) of the best tenth of active customers."""
        sides = [_top_share(part.profit_minor, part.active) for part in (self.was, self.now)]
        (before, a), (value, b) = sides
        error = float(np.sqrt(((b - a) ** 2).sum())) * z
        return _figure("top_tenth_share", "share", (before, value), error, small=self.small)

    def anonymous(self) -> KeyFigure:
        """Revenue without a customer; no interval."""
        before, value = (self.base.anonymous.totals(at).revenue_minor for at in (self.was_at, self.now_at))
        return _figure("anonymous_revenue", "money_minor", (before, value), None, small=False)

    def _sum(self, name: str, unit: Unit, was: NDArray[Any], now: NDArray[Any], z: float) -> KeyFigure:
        change = now.astype(np.float64) - was.astype(np.float64)
        error = z * float(np.sqrt((change**2).sum()))
        return _figure(name, unit, (int(was.sum()), int(now.sum())), error, small=self.small)

    def _quotient(self, name: str, unit: Unit, top: str, bottom: str, z: float) -> KeyFigure:
        values: list[float | None] = []
        parts: list[Floats] = []
        for side in (self.was, self.now):
            a, b = (np.asarray(getattr(side, field), np.float64) for field in (top, bottom))
            value = quotient(float(a.sum()), float(b.sum()))
            values.append(value)
            parts.append((a - (value or 0.0) * b) / b.sum() if value is not None else a * np.nan)
        error = z * float(np.sqrt(((parts[1] - parts[0]) ** 2).sum()))
        return _figure(name, unit, (values[0], values[1]), error, small=self.small)


def _figure(
    name: str, unit: Unit, values: tuple[float | None, float | None], error: float | None, *, small: bool
) -> KeyFigure:
    before, value = values
    change = None if before is None or value is None else value - before
    if error is None:
        return KeyFigure(name, unit, value, before, change, None, None, "counted")
    known = change is not None and np.isfinite(error) and not small
    if not known or change is None:
        return KeyFigure(name, unit, value, before, change, None, None, "not_enough_data")
    low, high = change - error, change + error
    verdict: Verdict = "up" if low > 0 else "down" if high < 0 else "noise"
    return KeyFigure(name, unit, value, before, change, low, high, verdict)


def _top_share(profit: NDArray[np.int64], active: NDArray[np.bool_]) -> tuple[float | None, Floats]:
    """Share of the best tenth of active customers and each customer's influence on it."""
    own = np.where(active, profit, 0).astype(np.float64)
    n, total = int(active.sum()), float(own.sum())
    if total <= 0 or n < LEAST_CUSTOMERS:
        return None, np.full(len(own), np.nan)
    size = -(-n // 10)
    ranking = np.sort(own[active])[::-1]
    cut = ranking[size - 1]
    share = float(ranking[:size].sum() / total)
    above = np.where(active, np.maximum(own - cut, 0) + TOP_SHARE * cut, 0.0)
    influence: Floats = (above - share * own) / total
    return share, influence


def _changed_most(pair: _Sides, figures: tuple[KeyFigure, ...]) -> tuple[Finding, ...]:
    was, now = factors_of(pair.was.totals()), factors_of(pair.now.totals())
    if was is None or now is None:
        return ()
    parts = [float(part) for part in shapley_contributions(was, now)]
    biggest = int(np.argmax(np.abs(parts)))
    name = {"customers": "active"}.get(FACTORS[biggest], FACTORS[biggest])
    figure = next(f for f in figures if f.name == name)
    return (
        Finding(
            "changed_most",
            {
                "factor": FACTORS[biggest],
                "before": figure.before,
                "value": figure.value,
                "change": figure.change,
                "low": figure.low,
                "high": figure.high,
                "verdict": figure.verdict,
                "contribution_minor": parts[biggest],
                "profit_change_minor": pair.now.totals().profit_minor - pair.was.totals().profit_minor,
            },
        ),
    )
