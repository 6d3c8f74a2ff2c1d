"""BG/BB: customers may use each of a row of opportunities, and may leave before any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import Estimates, Interval, Link, normal_quantile
from regulars.lifetime._arguments import check_count, whole_numbers
from regulars.lifetime._bg_bb_likelihood import BGBBLikelihood, History, OfRows, history
from regulars.lifetime._collapse import Collapsed, collapse
from regulars.lifetime._fit import Fit, check_rate, facts_of_fit, facts_of_given, few_repeat_customers
from regulars.lifetime._futures import DRAWS, Drawn, Futures, averaged_probability, check_draws, kinds_of
from regulars.lifetime._hypergeometric import log_hyp2f1_one
from regulars.lifetime._maximize import Edge, maximize
from regulars.lifetime._rising import log_rising
from regulars.lifetime.opportunities import OpportunitySummary
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

NAMES = ("alpha", "beta", "gamma", "delta")
_NEVER_LEAVE = (
    "Nobody seems to leave: the data fit as well with no churn at all, so how fast customers leave "
    "is not known. A longer observation would show it."
)
_ALWAYS_USE = "Customers seem to use every opportunity as long as they are customers: only when they leave varies."
EDGES = (
    Edge("no_churn", (0, 0, -1, 0), _NEVER_LEAVE),
    Edge("no_churn", (0, 0, 0, 1), _NEVER_LEAVE),
    Edge("every_opportunity_used", (1, 0, 0, 0), _ALWAYS_USE),
    Edge("every_opportunity_used", (0, -1, 0, 0), _ALWAYS_USE),
    Edge(
        "same_churn_rate",
        (0, 0, 1, 1),
        "All customers seem to leave with the same probability before each opportunity: only "
        "gamma/(gamma+delta) is known.",
    ),
    Edge(
        "leave_at_once_or_never",
        (0, 0, -1, -1),
        "Customers seem to leave before the first opportunity or never: the model finds nothing in between.",
    ),
    Edge(
        "same_purchase_rate",
        (1, 1, 0, 0),
        "All customers seem equally likely to use an opportunity: only alpha/(alpha+beta) is known.",
    ),
    Edge(
        "always_or_never_buy",
        (-1, -1, 0, 0),
        "While customers they seem to use every opportunity or none: the model finds nothing in between.",
    ),
)


@dataclass(frozen=True)
class BGBB:
    """Model buying at discrete opportunities without a contract: a beta-distributed probability of using
    each opportunity while a customer, and a beta-distributed probability of leaving before each.

    Answers: at how many of the next opportunities will each customer buy, and who is still one. For
    occasions that come by the calendar (a yearly appeal, a monthly fair), or for buying that is
    recorded as "bought in this period or not". Do not use it where a contract ends visibly (``SBG``),
    nor where several purchases of one period matter (``ParetoNBD``).

    References
    ----------
    Fader, Hardie and Shang (2010), "Customer-base analysis in a discrete-time noncontractual
    setting", Marketing Science 29(6), 1086-1108, doi 10.1287/mksc.1100.0580.
    """

    def fit(self, summary: OpportunitySummary) -> BGBBFit:
        """Estimate alpha, beta, gamma, delta by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody used an opportunity, or none has had two of them.
        """
        _refuse_hopeless(summary)
        rows = rows_of(summary)
        n = rows.total_weight
        maximum = maximize(BGBBLikelihood(rows), np.zeros(4), n, EDGES)
        notices = few_repeat_customers(summary.n_repeat_customers)
        facts: dict[str, Any] = facts_of_fit(NAMES, maximum, np.ones(4), notices)
        facts |= {
            "log_likelihood": n * maximum.mean_log_likelihood,
            "n_customers": summary.n_customers,
            "n_repeat_customers": summary.n_repeat_customers,
        }
        return BGBBFit(**facts)

    def given(self, params: Mapping[str, float]) -> BGBBFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params)
        return BGBBFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class BGBBFit(Fit):
    """Answer questions about customers from a fitted BG/BB; time is counted in opportunities."""

    def log_likelihood_of(self, summary: OpportunitySummary) -> float:
        """Return the log-likelihood of these parameters on a summary, total over its customers."""
        rows = rows_of(summary)
        return rows.total_weight * BGBBLikelihood(rows)(self.theta)[0]

    def probability_alive(self, summary: OpportunitySummary, *, ahead: int = 1) -> Estimates:
        """Return the probability (0–1) that each customer is still one at a coming opportunity.

        Parameters
        ----------
        summary : OpportunitySummary
            The customers.
        ahead : int ≥ 0
            Which coming opportunity: 1 (as in the paper's tables) is the next; 0 is the last seen.

        Raises
        ------
        InvalidArgumentError
            If ``ahead`` is not a whole number ≥ 0.
        """
        steps = check_count("ahead", ahead, least=0)
        rows = rows_of(summary)
        n = _opportunities(rows)

        def log_odds(_theta: Floats, seen: History) -> Floats:
            stays = _stays(seen, n, steps)
            with np.errstate(divide="ignore"):
                leaves = np.log(-np.expm1(np.minimum(stays, 0)))
            return np.asarray(seen.alive + stays - np.logaddexp(seen.left, seen.alive + leaves))

        return self._of_customers(rows, "logit", log_odds, steps)

    def expected_purchases(self, summary: OpportunitySummary, horizon: int) -> Estimates:
        """Return at how many of the next ``horizon`` opportunities each customer is expected to buy.

        Raises
        ------
        InvalidArgumentError
            If the horizon is not a whole number ≥ 1.
        """
        steps = check_count("horizon", horizon, least=1)
        rows = rows_of(summary)
        n = _opportunities(rows)

        def log_expected(theta: Floats, seen: History) -> Floats:
            reach = np.exp(np.array([_stays(seen, np.unique(n), j) for j in range(1, steps + 1)])).sum(axis=0)
            return np.asarray(_log_used_if_alive(theta, rows, seen, n) + np.log(reach)[_place(n)])

        return self._of_customers(rows, "log", log_expected, steps)

    def discounted_expected_residual(
        self, summary: OpportunitySummary, *, discount_rate_per_opportunity: float
    ) -> Estimates:
        """Return discounted expected residual transactions (DERT): all that are still to come, at present value.

        The next opportunity is one period away and counts 1/(1 + rate), the one after it 1/(1 + rate)².

        Raises
        ------
        InvalidArgumentError
            If the rate is not above 0: the undiscounted sum need not be finite.
        """
        rate = check_rate("discount_rate_per_opportunity", discount_rate_per_opportunity)
        if rate == 0:
            raise InvalidArgumentError("discount_rate_per_opportunity must be above 0: without it DERT may be infinite")
        rows = rows_of(summary)
        n = _opportunities(rows)
        lengths = np.unique(n)
        z = np.full(len(lengths), 1 / (1 + rate))

        def log_residual(theta: Floats, seen: History) -> Floats:
            gamma, delta = np.exp(theta[2:])
            series = log_hyp2f1_one(delta + lengths + 1, np.full(len(lengths), gamma), z, z * rate).value
            reach = _stays(seen, lengths, 1) - np.log1p(rate) + series
            return np.asarray(_log_used_if_alive(theta, rows, seen, n) + reach[_place(n)])

        return self._of_customers(rows, "log", log_residual, 1)

    def expected_purchases_new(self, opportunities: ArrayLike) -> Estimates:
        """Return at how many of the first n opportunities a new customer is expected to buy, for each n ≥ 1."""
        counts = whole_numbers("opportunities", opportunities, least=1)

        def log_expected(theta: Floats) -> Floats:
            return np.asarray(np.log(np.cumsum(np.exp(_log_used_new(theta, counts)))[counts - 1]))

        return self._with_uncertainty(log_expected, "log")

    def expected_at_opportunity(self, opportunities: ArrayLike) -> Estimates:
        """Return the probability that a new customer buys at their n-th opportunity, for each n ≥ 1.

        Times the customers of a cohort it is the number of purchases to be seen at each opportunity:
        the tracking plot of the papers.
        """
        counts = whole_numbers("opportunities", opportunities, least=1)
        return self._with_uncertainty(lambda theta: _log_used_new(theta, counts)[counts - 1], "log")

    def probability_of_purchases(self, n: ArrayLike, opportunities: int) -> Floats:
        """Return the probability that a new customer buys at exactly n of the first ``opportunities``."""
        counts = whole_numbers("n", n, least=0)
        length = check_count("opportunities", opportunities, least=1)
        alpha, beta, gamma, delta = self.params.values()
        k, steps = np.arange(length + 1), np.arange(length + 2)
        end = log_rising(gamma + delta, steps)[0][np.minimum(k + 1, length)]
        lasting = log_rising(delta, k)[0] - end + np.where(k < length, np.log(gamma), 0.0)
        x = np.minimum(counts, length)
        missed = np.maximum(k - x[:, None], 0)
        log_choices = scipy.special.gammaln(k + 1) - scipy.special.gammaln(missed + 1)
        log_choices -= scipy.special.gammaln(x + 1)[:, None]
        buying = log_rising(alpha, k)[0][x][:, None] + log_rising(beta, k)[0][missed] - log_rising(alpha + beta, k)[0]
        possible = (k >= x[:, None]) & (counts <= length)[:, None]
        return np.asarray(np.where(possible, np.exp(log_choices + buying + lasting), 0.0).sum(axis=1))

    def purchase_range(
        self, summary: OpportunitySummary, horizon: int, level: float = 0.9, *, draws: int = DRAWS, seed: int = 0
    ) -> Interval:
        """Return between how many of the next ``horizon`` opportunities each customer will use.

        Answers: of customers like this one, what will nine of ten do? The interval of
        ``expected_purchases`` says how well the *expected* number is known; this is the range to show
        beside a single customer.

        Parameters
        ----------
        summary : OpportunitySummary
            The customers.
        horizon : int ≥ 1
            How many opportunities to look ahead.
        level : float
            Share of customers inside, 0–1; as many are left out below as above, or fewer.
        draws : int ≥ 50
            Futures drawn for each kind of customer.
        seed : int
            Equal seeds give equal answers, whatever the order of the customers.

        Returns
        -------
        Interval
            Whole numbers, 0 to ``horizon``.

        Raises
        ------
        InvalidArgumentError
            If the horizon, level or number of draws is out of range.
        """
        normal_quantile(level)  # refuses a level out of range
        steps, draws = check_count("horizon", horizon, least=1), check_draws(draws)
        rows = rows_of(summary)
        kinds = kinds_of(rows)
        alive = self._of_rows(rows, "logit", lambda _theta, seen: seen.alive - seen.left, 0)
        chance = averaged_probability(alive.value, alive.standard_error)
        error = self._with_uncertainty(lambda theta: _log_odds_of_use(theta, kinds.frequency, kinds.age), "logit")

        def draw(part: slice, rng: np.random.Generator) -> Drawn:
            x, n = kinds.frequency[part, None], kinds.age[part, None]
            shift = error.standard_error[part, None] * rng.standard_normal((len(x), draws))
            made = self._draw(x, n, shift, steps, rng)
            return Drawn(made, np.full_like(made, steps))

        futures = Futures(rows, kinds, chance, draw, draws)
        low, high = futures.range_of(lambda _part, drawn, _rng: drawn.purchases, level=level, seed=seed)
        return Interval(low, high, level)

    def simulate_purchases(self, summary: OpportunitySummary, horizon: int, rng: np.random.Generator) -> Counts:
        """Draw how many of the next ``horizon`` opportunities each customer uses, once for each customer."""
        steps = check_count("horizon", horizon, least=1)
        alive = rng.random(len(summary)) < self.probability_alive(summary, ahead=0).value
        made = self._draw(summary.frequency.astype(np.float64), summary.opportunities, np.zeros(len(alive)), steps, rng)
        return np.where(alive, made, 0).astype(np.int64)

    def _draw(self, x: Floats, n: NDArray[Any], shift: Floats, steps: int, rng: np.random.Generator) -> Floats:
        """Draw the opportunities used by customers alive at their n-th; ``shift`` moves the odds of using one."""
        alpha, beta, gamma, delta = self.params.values()
        use = rng.beta(alpha + x, beta + n - x, size=shift.shape)
        use = scipy.special.expit(scipy.special.logit(use) + shift)
        leave = np.clip(rng.beta(gamma, delta + n, size=shift.shape), 1e-15, 1)
        offered = np.minimum(rng.geometric(leave) - 1, steps)
        return rng.binomial(offered, use).astype(np.float64)

    def _of_customers(self, rows: Collapsed, link: Link, function: OfRows, ahead: int) -> Estimates:
        of_rows = self._of_rows(rows, link, function, ahead)
        return Estimates(of_rows.value[rows.row_of], of_rows.standard_error[rows.row_of], link)

    def _of_rows(self, rows: Collapsed, link: Link, function: OfRows, ahead: int) -> Estimates:
        likelihood = BGBBLikelihood(rows)
        return self._with_uncertainty(lambda theta: function(theta, history(theta, likelihood, ahead)), link)


def rows_of(summary: OpportunitySummary) -> Collapsed:
    """Return the distinct rows of a summary; its times are numbers of opportunities."""
    return collapse(CustomerSummary(summary.frequency, summary.recency, summary.opportunities, weights=summary.weights))


def _refuse_hopeless(summary: OpportunitySummary) -> None:
    if summary.n_repeat_customers == 0:
        raise NotEnoughDataError(
            "nobody used an opportunity: buying cannot be modelled without at least one purchase after the first",
            missing={"repeat_customers": 0, "repeat_customers_needed": 1},
        )
    most = int(summary.opportunities[summary.mass > 0].max())
    if most < 2:
        raise NotEnoughDataError(
            "one opportunity cannot tell who left from who did not buy: at least two are needed",
            missing={"opportunities": most, "opportunities_needed": 2},
        )


def _opportunities(rows: Collapsed) -> Counts:
    return np.rint(rows.times).astype(np.int64)[rows.age_at]


def _place(n: Counts) -> Counts:
    return np.searchsorted(np.unique(n), n)


def _stays(seen: History, n: Counts, steps: int) -> Floats:
    """Return ln of the probability to be alive at opportunity n + steps, for who was at n."""
    rises = seen.rises
    return np.asarray(rises.delta[n + steps] - rises.delta[n] - (rises.end[n + steps] - rises.end[n]))


def _log_used_if_alive(theta: Floats, rows: Collapsed, seen: History, n: Counts) -> Floats:
    """Return ln of P(alive at n) times the expected probability of using an opportunity."""
    alpha, beta = np.exp(theta[:2])
    using = np.log(alpha + rows.frequency) - np.log(alpha + beta + n)
    return np.asarray(seen.alive - np.logaddexp(seen.alive, seen.left) + using)


def _log_odds_of_use(theta: Floats, x: Floats, n: Floats) -> Floats:
    alpha, beta = np.exp(theta[:2])
    return np.asarray(np.log(alpha + x) - np.log(beta + n - x))


def _log_used_new(theta: Floats, counts: Counts) -> Floats:
    """Return ln of the probability that a new customer buys at opportunity 1, 2, … up to the largest count."""
    alpha, beta, gamma, delta = np.exp(theta)
    steps = np.arange(1, int(counts.max()) + 1)
    return np.asarray(
        np.log(alpha / (alpha + beta)) + log_rising(delta, steps)[0] - log_rising(gamma + delta, steps)[0]
    )
