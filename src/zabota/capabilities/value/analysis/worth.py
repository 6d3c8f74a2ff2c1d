"""What each customer is worth: facts from the orders, expectations from the models, each with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import regulars as rg
from numpy.typing import NDArray

from zabota.capabilities.value.analysis.choice import ModelChoice, choose_model
from zabota.capabilities.value.analysis.facts import Facts, read_facts
from zabota.capabilities.value.contracts import HORIZONS_MONTHS, INTERVAL_LEVEL, Readiness
from zabota.capabilities.value.rules import Verdict, judge_history

Floats = NDArray[np.float64]
WEEKS_PER_MONTH = 365.25 / 12 / 7
SMALLEST_ALIVE = 1e-6
SEED = 20050520

PURCHASE_DAYS = """
    SELECT DISTINCT customer_id, (ordered_on - DATE '1970-01-01')::BIGINT AS day
    FROM orders WHERE customer_id IS NOT NULL AND kind = 'sale' AND ordered_on <= $until
"""
MARGINS_OF_REPEATS = """
    SELECT sum({margin})::DOUBLE / 100 AS margin
    FROM firsts LEFT JOIN orders
      ON orders.customer_id = firsts.customer_id
     AND orders.ordered_on > firsts.first_on AND orders.ordered_on <= $until
    GROUP BY firsts.position ORDER BY firsts.position
"""


@dataclass(frozen=True, kw_only=True)
class WorthOptions:
    """`margin_rate` (0–1) is used for orders whose own margin is not known; None takes revenue as it is."""

    observed_until: date
    margin_rate: float | None = None
    horizons_months: Sequence[int] = HORIZONS_MONTHS
    discount_rate_per_year: float = 0.15
    acquisition_cost_minor: Mapping[Any, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class OutlookAt:
    """What is expected of each customer within a horizon, in the order of the facts; money in minor units, nan unknown.

    The ranges are of single customers: nine of ten like this one will end between these. They are far wider than
    what is unsure of an expected number, and no sum of them is a range of the sum. Where few will buy but much the
    expected money lies above what nine of ten bring; the range is then drawn out to hold it.
    """

    horizon_months: int
    purchases: Floats
    purchases_low: Floats
    purchases_high: Floats
    margin: Floats
    margin_low: Floats
    margin_high: Floats
    clv: Floats
    clv_low: Floats
    clv_high: Floats
    exposure: Floats
    acquisition_cost: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Rhythm:
    """The usual gap (p90 of the customer's own, steadied by the others) against the present silence; nan: no rhythm."""

    silence_days: NDArray[np.int64]
    usual_gap_days: Floats
    ratio: Floats
    is_unusual: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Worth:
    """The whole answer. `fit` and `outlooks` are empty where the history refuses to speak."""

    verdict: Verdict
    observed_from: date
    observed_until: date
    margin_basis: str
    facts: Facts
    rhythm: Rhythm
    repeat_customers: int
    fit: rg.PurchaseFit | None = None
    spend: rg.GammaGammaFit | None = None
    model_name: str = ""
    choice: ModelChoice | None = None
    alive_probability: Floats | None = None
    """0–1; nan where the model sees nobody leave, so that staying is not known. The same holds for exposure."""
    outlooks: tuple[OutlookAt, ...] = ()
    notices: tuple[rg.Notice, ...] = ()


def worth_of(connection: Any, options: WorthOptions) -> Worth:  # noqa: ANN401 - duckdb ships no types
    """Value every customer of the view `orders(customer_id, ordered_on, kind, amount_minor, margin_minor)`.

    Raises
    ------
    regulars.NotEnoughDataError
        If nobody bought.
    """
    basis, margin = margin_sql(connection, options.margin_rate)
    facts = read_facts(connection, margin=margin, until=options.observed_until)
    if not len(facts):
        raise rg.NotEnoughDataError("no customer has an order", missing={"customers": 0})
    summary = rg.summarize(
        connection.sql("FROM orders"), customer="customer_id", date="ordered_on", amount_minor="amount_minor",
        observed_until=options.observed_until, time_unit="week",
    )  # fmt: skip
    observed_from = facts.first_on.min().item()
    repeaters = int(summary.n_repeat_customers)
    known = Worth(
        verdict=judge_history(repeat_customers=repeaters, history_days=(options.observed_until - observed_from).days),
        observed_from=observed_from,
        observed_until=options.observed_until,
        margin_basis=basis,
        facts=facts,
        rhythm=_rhythm(connection, facts, options.observed_until),
        repeat_customers=repeaters,
    )
    if known.verdict.readiness is Readiness.REFUSED:
        return known
    return _with_models(connection, known, _with_margins(connection, summary, margin, options), options)


def margin_sql(connection: Any, rate: float | None) -> tuple[str, str]:  # noqa: ANN401
    """Which margin the orders have ("margin", "rate", "revenue") and the SQL of one order's."""
    has_own = connection.execute("SELECT count(margin_minor) > 0 FROM orders").fetchall()[0][0]
    other = "amount_minor" if rate is None else f"round(amount_minor * {float(rate)!r})::BIGINT"
    if has_own:
        return "margin", f"coalesce(margin_minor, {other})"
    return ("revenue" if rate is None else "rate"), other


def _with_margins(connection: Any, summary: rg.CustomerSummary, margin: str, options: WorthOptions) -> Any:  # noqa: ANN401
    """The same summary with the mean margin of a repeat purchase in place of its mean price."""
    import pyarrow as pa

    age_days = np.rint(summary.age * summary.time_unit_days).astype("timedelta64[D]")
    firsts = pa.table(
        {
            "position": np.arange(len(summary)),
            "customer_id": pa.array(np.asarray(summary.customer_ids)),
            "first_on": pa.array(np.datetime64(options.observed_until) - age_days),
        }
    )
    connection.register("firsts", firsts)
    query = MARGINS_OF_REPEATS.format(margin=margin)
    totals = connection.execute(query, {"until": options.observed_until}).fetchnumpy()["margin"]
    connection.unregister("firsts")
    repeats = np.maximum(summary.frequency, 1)
    mean = np.where(summary.frequency > 0, np.ma.filled(totals, 0.0) / repeats, np.nan)
    return rg.CustomerSummary(
        summary.frequency, summary.recency, summary.age, mean, time_unit="week",
        customer_ids=summary.customer_ids, provenance=summary.provenance,
    )  # fmt: skip


def _with_models(
    connection: Any,  # noqa: ANN401
    known: Worth,
    summary: rg.CustomerSummary,
    options: WorthOptions,
) -> Worth:
    fit, choice = choose_model(
        connection, summary, observed_from=known.observed_from, observed_until=options.observed_until
    )
    spend = rg.GammaGamma().fit(summary)
    place = np.searchsorted(known.facts.customer_id, np.asarray(summary.customer_ids))
    alive = fit.probability_alive(summary).value
    models = _Models(
        fit=fit, spend=spend, summary=summary, place=place, alive=alive, size=len(known.facts),
        costs=_costs(summary, options), options=options,
    )  # fmt: skip
    return replace(
        known,
        fit=fit,
        spend=spend,
        model_name=choice.chosen,
        choice=choice,
        alive_probability=models.spread(alive if models.sees_leaving else np.full_like(alive, np.nan)),
        outlooks=tuple(models.outlook(months) for months in options.horizons_months),
        notices=(*fit.warnings, *spend.warnings),
    )


@dataclass(frozen=True, eq=False)
class _Money:
    """An expected amount of each customer, in major units, and the range of single customers, which holds it."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class _Models:
    """The fitted models and how their rows stand in the order of the facts."""

    fit: rg.PurchaseFit
    spend: rg.GammaGammaFit
    summary: rg.CustomerSummary
    place: NDArray[np.int64]
    alive: Floats
    size: int
    costs: Floats
    options: WorthOptions

    @property
    def sees_leaving(self) -> bool:
        """False where the likelihood is highest without any leaving: then "100 %" would only say "not known"."""
        return "no_churn" not in self.fit.boundary

    def spread(self, values: NDArray[Any]) -> Floats:
        """Values of the summary's rows in the order of the facts; nan for customers the models do not know."""
        spread = np.full(self.size, np.nan)
        spread[self.place] = values
        return spread

    def outlook(self, months: int) -> OutlookAt:
        weeks = months * WEEKS_PER_MONTH
        purchases = self.fit.purchase_range(self.summary, weeks, INTERVAL_LEVEL, seed=SEED)
        margin = self._value(weeks, discount=0.0, costs=0.0)
        clv = self._value(weeks, discount=self.options.discount_rate_per_year, costs=self.costs)
        gone = (1 - self.alive) / np.maximum(self.alive, SMALLEST_ALIVE)
        return OutlookAt(
            horizon_months=months,
            purchases=self.spread(self.fit.expected_purchases(self.summary, weeks).value),
            purchases_low=self.spread(purchases.low),
            purchases_high=self.spread(purchases.high),
            margin=self.spread(margin.value * 100),
            margin_low=self.spread(margin.low * 100),
            margin_high=self.spread(margin.high * 100),
            clv=self.spread(clv.value * 100),
            clv_low=self.spread(clv.low * 100),
            clv_high=self.spread(clv.high * 100),
            exposure=self.spread(gone * margin.value * 100 if self.sees_leaving else np.full_like(gone, np.nan)),
            acquisition_cost=self.spread(np.where(self.costs > 0, self.costs * 100, np.nan)),
        )

    def _value(self, weeks: float, *, discount: float, costs: Floats | float) -> _Money:
        expected = rg.lifetime_value(
            self.fit, self.spend, self.summary, horizon=weeks, discount_rate_per_year=discount,
            acquisition_cost=costs, level=INTERVAL_LEVEL,
        ).value  # fmt: skip
        single = rg.value_range(
            self.fit, self.spend, self.summary, horizon=weeks, discount_rate_per_year=discount,
            acquisition_cost=costs, level=INTERVAL_LEVEL, seed=SEED,
        )  # fmt: skip
        return _Money(expected, np.minimum(single.low, expected), np.maximum(single.high, expected))


def _costs(summary: rg.CustomerSummary, options: WorthOptions) -> Floats:
    known, customers = options.acquisition_cost_minor, np.asarray(summary.customer_ids).tolist()
    return np.array([known.get(customer, 0) / 100 for customer in customers], np.float64)


def _rhythm(connection: Any, facts: Facts, until: date) -> Rhythm:  # noqa: ANN401
    silence = (np.datetime64(until) - facts.last_on).astype(np.int64)
    usual, ratio = np.full(len(facts), np.nan), np.full(len(facts), np.nan)
    unusual = np.zeros(len(facts), np.bool_)
    days = connection.execute(PURCHASE_DAYS, {"until": until}).fetchnumpy()
    who = np.searchsorted(facts.customer_id, np.asarray(days["customer_id"]))
    try:
        silences = rg.audit.unusual_silences(who, days["day"], until_day=(until - date(1970, 1, 1)).days)
    except rg.NotEnoughDataError:
        return Rhythm(silence_days=silence, usual_gap_days=usual, ratio=ratio, is_unusual=unusual)
    usual[silences.customer] = silences.longest_usual_gap_days
    ratio[silences.customer] = silences.ratio
    unusual[silences.customer] = silences.unusual
    return Rhythm(silence_days=silence, usual_gap_days=usual, ratio=ratio, is_unusual=unusual)
