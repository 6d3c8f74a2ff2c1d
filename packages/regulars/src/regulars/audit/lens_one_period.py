"""Lens 1: how different are our customers? One vertical slice of the base."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Period
from regulars.audit.distributions import (
    Ints,
    concentration_plot,
    deciles_by_customers,
    deciles_by_profit,
    gini,
    histogram,
    quotient,
    ranked,
    ratio,
)
from regulars.audit.groups import group_columns, product_identity, sum_identities, totals_table
from regulars.audit.results import Finding, Identity, OnePeriod, Plot, ProfitBasis, Table, Totals, Unit, table
from regulars.audit.slices import PeriodSlice
from regulars.errors import NotEnoughDataError
from regulars.intervals import wilson

DECILES = 10


def one_period(base: CustomerBase, period: Period | str) -> OnePeriod:
    """Show how unlike the customers of one period are, and what makes the best ones best.

    Business question: who carries the business, and through frequency, basket or margin?

    Parameters
    ----------
    base : CustomerBase
    period : Period or str
        A period of the base, for example ``"2011-Q3"``.

    Returns
    -------
    OnePeriod
        Tables ``totals``, ``composition``, ``deciles_by_customers``, ``deciles_by_profit``,
        ``loss_makers``, ``distributions``, ``orders_per_customer``; plots ``orders``, ``revenue``,
        ``average_order``, ``margin_rate`` (if a margin is known), ``profit``, ``concentration``.

    Raises
    ------
    InvalidArgumentError
        If the period is of another grain or outside the observation.
    NotEnoughDataError
        If nobody bought in it.

    Notes
    -----
    Customers are those with a purchase in the period. Returns of customers who did not buy in it,
    anonymous sales and unmatched returns stand in ``composition`` and complete the totals.
    Decile 1 is the best. "By profit" gives each group an equal part of the profit of profitable customers.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 3.
    """
    at = base.period(period)
    everyone = base.slice(at)
    buyers = everyone.where(everyone.active)
    if len(buyers.customer) == 0:
        raise NotEnoughDataError(f"nobody with a name bought in {at.label}", missing={"customers": 0})
    totals, basis = buyers.totals(), base.profit_basis
    order = ranked(buyers.profit_minor)
    best_first = PeriodSlice(*(getattr(buyers, f)[order] for f in PeriodSlice.__dataclass_fields__))
    composition = _composition(base, at, everyone)
    by_customers = _deciles("deciles_by_customers", best_first, deciles_by_customers(len(order)), basis)
    by_profit = _deciles("deciles_by_profit", best_first, deciles_by_profit(best_first.profit_minor), basis)
    tables = (
        totals_table("totals", {"period": ("period", [at.label])}, [totals], basis=basis),
        composition,
        by_customers,
        by_profit,
        _loss_makers(buyers),
        _distributions(buyers, basis),
        _orders_per_customer(buyers),
    )
    identities = (
        *product_identity("profit_is_the_product_of_its_factors", totals),
        *sum_identities("deciles_by_customers_sum_to", by_customers, totals),
        *sum_identities("deciles_by_profit_sum_to", by_profit, totals),
        *sum_identities("composition_sums_to", composition, base.grand_totals(at)),
        Identity("orders_histogram_counts_every_customer", _counted(tables[-1]), totals.customers),
    )
    return OnePeriod(
        tables=tables,
        plots=_plots(buyers, best_first, basis),
        identities=identities,
        findings=_findings(base, at, buyers, by_customers, composition),
        profit_basis=basis,
        period=at.label,
        totals=totals,
    )


def _deciles(name: str, best_first: PeriodSlice, group: Ints, basis: ProfitBasis) -> Table:
    columns = group_columns(best_first, group - 1, DECILES, basis=basis)
    return table(name, {"decile": ("count", np.arange(1, DECILES + 1)), **columns})


def _composition(base: CustomerBase, at: Period, everyone: PeriodSlice) -> Table:
    """Who the totals of the period belong to: buyers, returns only, anonymous, unmatched."""
    parts: list[tuple[str, Totals]] = [
        ("buyers", everyone.where(everyone.active).totals()),
        ("returns_only", everyone.where(~everyone.active).totals()),
        ("anonymous", base.anonymous.totals(at)),
        ("unmatched_returns", base.unmatched.totals(at)),
    ]
    labels = [name for name, _ in parts]
    return totals_table("composition", {"part": ("label", labels)}, [t for _, t in parts], basis=base.profit_basis)


def _loss_makers(buyers: PeriodSlice) -> Table:
    losing = buyers.profit_minor < 0
    lost, n = int(losing.sum()), len(losing)
    share = wilson(lost, n)
    return table(
        "loss_makers",
        {
            "customers": ("count", [lost]),
            "share_of_customers": ("share", [share.value]),
            "share_low": ("share", [share.low]),
            "share_high": ("share", [share.high]),
            "orders": ("count", [buyers.orders[losing].sum()]),
            "revenue_minor": ("money_minor", [buyers.revenue_minor[losing].sum()]),
            "profit_minor": ("money_minor", [buyers.profit_minor[losing].sum()]),
        },
    )


def _measures(buyers: PeriodSlice, basis: ProfitBasis) -> dict[str, tuple[Unit, NDArray[Any]]]:
    measures: dict[str, tuple[Unit, NDArray[Any]]] = {
        "orders": ("count", buyers.orders),
        "revenue": ("money_minor", buyers.revenue_minor),
        "average_order": ("money_minor", ratio(buyers.revenue_minor, buyers.orders)),
        "margin_rate": ("ratio", ratio(buyers.profit_minor, buyers.revenue_minor)),
        "profit": ("money_minor", buyers.profit_minor),
    }
    if basis == "revenue":
        del measures["margin_rate"], measures["profit"]
    return measures


def _distributions(buyers: PeriodSlice, basis: ProfitBasis) -> Table:
    """Mean, median and spread of each measure per customer."""
    rows = []
    for name, (unit, values) in _measures(buyers, basis).items():
        finite = values[np.isfinite(values)]
        spread = np.quantile(finite, [0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) if len(finite) else np.full(6, np.nan)
        mean, top = (finite.mean(), finite.max()) if len(finite) else (np.nan, np.nan)
        rows.append((name, unit, len(finite), mean, *spread, top))
    statistics = ("mean", "p10", "p25", "median", "p75", "p90", "p99", "largest")
    return table(
        "distributions",
        {
            "measure": ("label", [row[0] for row in rows]),
            "unit": ("label", [row[1] for row in rows]),
            "customers": ("count", [row[2] for row in rows]),
            **{name: ("ratio", [row[i] for row in rows]) for i, name in enumerate(statistics, start=3)},
        },
    )


def _orders_per_customer(buyers: PeriodSlice) -> Table:
    """How many customers made 1, 2, 3 … orders; the last row is 10 and more."""
    group = np.minimum(buyers.orders, 10)
    counts = np.bincount(group, minlength=11)[1:]
    return table(
        "orders_per_customer",
        {
            "orders": ("count", np.arange(1, 11)),
            "customers": ("count", counts),
            "share_of_customers": ("share", ratio(counts, counts.sum())),
        },
    )


def _counted(counts: Table) -> int:
    return sum(int(value or 0) for value in counts["customers"])


def _plots(buyers: PeriodSlice, best_first: PeriodSlice, basis: ProfitBasis) -> tuple[Plot, ...]:
    measures = _measures(buyers, basis)
    histograms = (histogram(name, values, unit) for name, (unit, values) in measures.items())
    return (*histograms, concentration_plot(best_first.profit_minor))


def _findings(
    base: CustomerBase, at: Period, buyers: PeriodSlice, deciles: Table, composition: Table
) -> tuple[Finding, ...]:
    n = len(buyers.customer)
    found = [_one_order(buyers), _typical(buyers)]
    if n >= DECILES:
        found += [_concentration(buyers, deciles), _driver(deciles)]
    losing = int((buyers.profit_minor < 0).sum())
    if losing and base.profit_basis == "margin":
        loss = int(buyers.profit_minor[buyers.profit_minor < 0].sum())
        found.append(Finding("loss_makers", {"customers": losing, "share": losing / n, "profit_minor": loss}))
    found += _correlation(buyers)
    anonymous = int(composition["revenue_minor"][2] or 0)
    share = quotient(anonymous, base.grand_totals(at).revenue_minor)
    if anonymous and share is not None:
        found.append(Finding("anonymous_share", {"share": share, "revenue_minor": anonymous}))
    if at not in base.complete_periods:
        found.append(Finding("incomplete_period", {"period": at.label}))
    return tuple(found)


def _one_order(buyers: PeriodSlice) -> Finding:
    ones = int((buyers.orders == 1).sum())
    share = wilson(ones, len(buyers.orders))
    numbers = {"customers": ones, "share": share.value, "share_low": share.low, "share_high": share.high}
    return Finding("one_order_customers", numbers)


def _typical(buyers: PeriodSlice) -> Finding:
    mean, median = float(buyers.revenue_minor.mean()), float(np.median(buyers.revenue_minor))
    below = int((buyers.revenue_minor < mean).sum()) / len(buyers.orders)
    return Finding("typical_customer", {"mean_minor": mean, "median_minor": median, "share_below_mean": below})


def _concentration(buyers: PeriodSlice, deciles: Table) -> Finding:
    shares = deciles.numbers("share_of_profit")
    return Finding(
        "concentration",
        {
            "top_share_of_customers": deciles.numbers("share_of_customers")[0],
            "share_of_profit": shares[0],
            "share_of_profit_top_two": shares[0] + shares[1],
            "gini": gini(np.maximum(buyers.profit_minor, 0)),
        },
    )


def _driver(deciles: Table) -> Finding:
    """Whether frequency or the size of an order separates the best tenth from the weakest."""
    frequency, basket = deciles.numbers("orders_per_customer"), deciles.numbers("revenue_per_order_minor")
    by_frequency = quotient(frequency[0], frequency[-1])
    by_basket = quotient(basket[0], basket[-1]) if basket[-1] > 0 else None
    numbers = {
        "orders_top": frequency[0],
        "orders_bottom": frequency[-1],
        "order_value_top_minor": basket[0],
        "order_value_bottom_minor": basket[-1],
        "times_orders": by_frequency,
        "times_order_value": by_basket,
    }
    if by_basket is None or by_frequency is None:
        return Finding("driver_unclear", numbers)
    return Finding("driver_frequency" if by_frequency > by_basket else "driver_order_value", numbers)


def _correlation(buyers: PeriodSlice) -> list[Finding]:
    """Pearson correlation of orders and average order value (interval by Fisher's z); needs 30 customers."""
    orders, basket = buyers.orders.astype(float), ratio(buyers.revenue_minor, buyers.orders)
    n = len(orders)
    if n < 30 or orders.std() == 0 or basket.std() == 0:
        return []
    r = float(np.corrcoef(orders, basket)[0, 1])
    centre, half = np.arctanh(np.clip(r, -0.999999, 0.999999)), 1.959964 / np.sqrt(n - 3)
    low, high = float(np.tanh(centre - half)), float(np.tanh(centre + half))
    return [Finding("orders_and_order_value", {"correlation": r, "low": low, "high": high, "customers": n})]
