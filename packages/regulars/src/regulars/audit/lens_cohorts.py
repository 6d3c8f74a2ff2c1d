"""Lens 4: are the customers we win now better or worse than those we won before?"""

from __future__ import annotations

import numpy as np

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import MONTHS_IN
from regulars.audit.distributions import Floats, quotient
from regulars.audit.grids import MEASURES, Grid, cohort_grid
from regulars.audit.groups import totals_table
from regulars.audit.results import Cohorts, Columns, Finding, Identity, Plot, Series, Table, Totals, Unit, plain, table
from regulars.audit.sequence import second_purchase_curve
from regulars.errors import NotEnoughDataError
from regulars.intervals import newcombe_difference
from regulars.retention.kaplan_meier import SurvivalCurve

HORIZONS_DAYS = (30, 60, 90, 180, 365, 730)
CURVE_DAYS = tuple(range(0, 731, 14))


def cohorts(base: CustomerBase) -> Cohorts:
    """Compare cohorts with each other at equal age, in calendar time and season by season.

    Business question: is the quality of the customers we win rising, falling or stable?

    Parameters
    ----------
    base : CustomerBase
        With at least two cohorts.

    Returns
    -------
    Cohorts
        Tables ``sizes``, ``<measure>_by_age`` and ``<measure>_by_period`` for ``active_share``,
        ``repeat_buying``, ``orders_per_customer``, ``revenue_per_order_minor``, ``margin_rate`` (if
        known), ``profit_per_active_minor``, ``revenue_per_acquired_minor``,
        ``profit_per_acquired_minor``; ``second_purchase``, ``same_season``, ``size_and_quality``;
        plots: heat maps of activity and profit by age and by period, ``second_purchase`` curves.

    Raises
    ------
    NotEnoughDataError
        If there are fewer than two cohorts.

    Notes
    -----
    A cell is given only where it is over for the whole cohort. The first cohort holds customers who
    bought before observation began, so comparisons of quality leave it out. Stability is judged by
    the share active at age 1: the newest cohort with a complete age 1 against all earlier ones
    together, with Newcombe's interval.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 6.
    """
    if len(base.cohorts) < 2:
        raise NotEnoughDataError("comparing cohorts needs two of them", missing={"cohorts": 2 - len(base.cohorts)})
    by_age, by_period = cohort_grid(base, "age"), cohort_grid(base, "period")
    names = [name for name in MEASURES if name != "margin_rate" or base.profit_basis != "revenue"]
    curves = {c.label: second_purchase_curve(base, base.cohort == c.index) for c in base.cohorts}
    sizes, season = _sizes(base, by_age), _same_season(by_age, base)
    tables = (
        sizes,
        *(by_age.measure_table(name) for name in names),
        *(by_period.measure_table(name) for name in names),
        _second_purchase(curves),
        season,
        _size_and_quality(by_age),
    )
    return Cohorts(
        tables=tables,
        plots=_plots(by_age, by_period, curves),
        identities=_identities(base, by_age, by_period),
        findings=_findings(by_age),
        profit_basis=base.profit_basis,
        cohorts=tuple(c.label for c in base.cohorts),
    )


def _sizes(base: CustomerBase, grid: Grid) -> Table:
    """Acquired customers and what each cohort has brought to date."""
    totals = [
        Totals(int(n), int(o), int(r), int(p), int(u))
        for n, o, r, p, u in zip(
            grid.acquired,
            grid.orders.sum(axis=1),
            grid.revenue_minor.sum(axis=1),
            grid.profit_minor.sum(axis=1),
            grid.units.sum(axis=1),
            strict=True,
        )
    ]
    labels = [c.label for c in grid.cohorts]
    return totals_table("sizes", {"cohort": ("period", labels)}, totals, basis=base.profit_basis)


def _second_purchase(curves: dict[str, SurvivalCurve]) -> Table:
    """Share with a second purchase by days since the first; None beyond what the cohort has lived."""
    back: dict[int, tuple[Floats, Floats, Floats]] = {}
    for days in HORIZONS_DAYS:
        reads = np.array([[float(v[0]) for v in curve.at([days])] for curve in curves.values()])
        back[days] = (1 - reads[:, 0], 1 - reads[:, 2], 1 - reads[:, 1])
    customers = [curve.n for curve in curves.values()]
    columns: Columns = {"cohort": ("period", list(curves)), "acquired": ("count", customers)}
    columns |= {
        f"within_{days}_days{end}": ("share", values)
        for days, triple in back.items()
        for end, values in zip(("", "_low", "_high"), triple, strict=True)
    }
    return table("second_purchase", columns)


def _same_season(grid: Grid, base: CustomerBase) -> Table:
    """Each cohort beside the one a year earlier: share active at age 1, with the interval of the difference."""
    lag = {"week": 52, **{name: 12 // months for name, months in MONTHS_IN.items()}}[base.cohort_grain]
    place = {c.index: i for i, c in enumerate(grid.cohorts)}
    rows = []
    for i, cohort in enumerate(grid.cohorts):
        j = place.get(cohort.index - lag)
        if j is None or len(grid.columns) < 2 or not grid.known[i, 1]:
            continue
        difference = newcombe_difference(
            int(grid.active[i, 1]), int(grid.acquired[i]), int(grid.active[j, 1]), int(grid.acquired[j])
        )
        shares = grid.measure("active_share")[[i, j], 1]
        rows.append((cohort.label, grid.cohorts[j].label, *shares, difference.value, difference.low, difference.high))
    names = ("cohort", "year_before", "active_share", "active_share_year_before", "difference", "low", "high")
    units: tuple[Unit, ...] = ("period", "period", "share", "share", "ratio", "ratio", "ratio")
    columns: Columns = {
        name: (unit, [row[i] for row in rows]) for i, (name, unit) in enumerate(zip(names, units, strict=True))
    }
    return table("same_season", columns)


def _size_and_quality(grid: Grid) -> Table:
    """Change from one cohort to the next in profit of the first period and of age 1, split in two.

    Size: more customers at the average quality of the two; quality: more profit a customer at the
    average size (the two-factor Shapley split, which adds up).
    """
    known = [i for i in range(len(grid.cohorts)) if len(grid.columns) > 1 and grid.known[i, 1]]
    n = grid.acquired[known].astype(np.float64)
    profit = grid.profit_minor[known, :2].sum(axis=1)
    each = profit / n
    size = np.r_[np.nan, np.diff(n) * (each[1:] + each[:-1]) / 2] if known else np.array([])
    quality = np.r_[np.nan, np.diff(each) * (n[1:] + n[:-1]) / 2] if known else np.array([])
    return table(
        "size_and_quality",
        {
            "cohort": ("period", [grid.cohorts[i].label for i in known]),
            "acquired": ("count", grid.acquired[known]),
            "profit_to_age_1_minor": ("money_minor", profit),
            "profit_per_acquired_minor": ("money_minor", each),
            "change_by_size_minor": ("money_minor", size),
            "change_by_quality_minor": ("money_minor", quality),
        },
    )


def _plots(by_age: Grid, by_period: Grid, curves: dict[str, SurvivalCurve]) -> tuple[Plot, ...]:
    lines = []
    for label, curve in curves.items():
        survival, low, high = (1 - values for values in curve.at(CURVE_DAYS))
        shares, highs, lows = (tuple(plain(v) for v in values) for values in (survival, low, high))
        lines.append(Series(label, shares, lows, highs))
    return (
        by_age.heatmap("active_share"),
        by_age.heatmap("profit_per_acquired_minor"),
        by_period.heatmap("active_share"),
        by_period.heatmap("profit_per_acquired_minor"),
        Plot("second_purchase", "line", CURVE_DAYS, "days", "share", tuple(lines)),
    )


def _identities(base: CustomerBase, by_age: Grid, by_period: Grid) -> tuple[Identity, ...]:
    found = [Identity("cohorts_count_every_customer", int(by_age.acquired.sum()), base.n_customers)]
    for name, cells in (
        ("orders", base.cell_orders),
        ("revenue_minor", base.cell_revenue_minor),
        ("profit_minor", base.cell_profit_minor),
    ):
        for grid in (by_age, by_period):
            found.append(
                Identity(f"{name}_by_{grid.side}_sums_to_all", int(getattr(grid, name).sum()), int(cells.sum()))
            )
    return tuple(found)


def _findings(grid: Grid) -> tuple[Finding, ...]:
    """Newest cohort with a complete age 1 against all earlier ones except the first."""
    known = [i for i in range(1, len(grid.cohorts)) if len(grid.columns) > 1 and grid.known[i, 1]]
    if len(known) < 2:
        return (Finding("too_few_cohorts_to_compare", {"cohorts": len(known), "needed": 2}),)
    *older, newest = known
    active, acquired = grid.active[:, 1], grid.acquired
    difference = newcombe_difference(
        int(active[newest]), int(acquired[newest]), int(active[older].sum()), int(acquired[older].sum())
    )
    numbers = {
        "cohort": grid.cohorts[newest].label,
        "share": quotient(int(active[newest]), int(acquired[newest])),
        "share_earlier": quotient(int(active[older].sum()), int(acquired[older].sum())),
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
    }
    code = "cohorts_stable"
    if difference.low > 0:
        code = "newest_cohort_better"
    elif difference.high < 0:
        code = "newest_cohort_worse"
    return (Finding(code, numbers), *_spread(grid, known))


def _spread(grid: Grid, known: list[int]) -> tuple[Finding, ...]:
    """Best and worst cohort by the share active at age 1."""
    shares = grid.measure("active_share")[known, 1]
    best, worst = known[int(np.argmax(shares))], known[int(np.argmin(shares))]
    if len(known) < 3:
        return ()
    return (
        Finding(
            "range_of_cohorts",
            {
                "best": grid.cohorts[best].label,
                "best_share": float(shares.max()),
                "worst": grid.cohorts[worst].label,
                "worst_share": float(shares.min()),
                "cohorts": len(known),
            },
        ),
    )
