"""The questions every fitted model of repeat buying answers, whatever it assumes about buying and leaving."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, MismatchError
from regulars.estimates import Estimates, Interval, Link, normal_quantile
from regulars.lifetime._collapse import Collapsed, collapse
from regulars.lifetime._covariates import Coefficient, columns_from, columns_of, moved
from regulars.lifetime._fit import Fit, check_horizon, check_rate
from regulars.lifetime._futures import DRAWS, Drawn, Futures, Kinds, averaged_probability, check_draws, kinds_of
from regulars.lifetime._likelihood import Likelihood
from regulars.lifetime._purchases import counts_and_horizon, horizons, spread
from regulars.lifetime._totals import TOTAL_DRAWS, Outlook, TotalRange, groups_of
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class PurchaseFit(Fit, ABC):
    """Answer questions about customers from a fitted model of repeat buying.

    Answers: who is still a customer, how many purchases will each make, what are those worth today.
    All models answer the same questions under the same names, so one can be put in another's place.

    Attributes
    ----------
    time_unit : str
        The unit of all times: of the parameters, of horizons, of rates.
    time_unit_days : float
        Its length in days.
    coefficients : tuple of Coefficient
        Which covariates move which parameter; empty where the model was fitted without any.
    """

    time_unit: str
    time_unit_days: float
    coefficients: tuple[Coefficient, ...] = ()

    # What a model has to say.

    @abstractmethod
    def _likelihood(self, rows: Collapsed) -> Likelihood:
        """Return the likelihood of distinct rows."""

    @abstractmethod
    def _log_odds(self, rows: Collapsed) -> Callable[[Floats], Floats]:
        """Return the function from log-parameters to the log-odds of each row of still being a customer."""

    @abstractmethod
    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float, rate: float) -> Floats:
        """Return ln of the purchases expected of kinds known to be customers, discounted at a rate.

        The horizon may be infinite where the rate is above 0.
        """

    @abstractmethod
    def _log_expected_new(self, theta: Floats, lengths: Floats) -> Floats:
        """Return ln of the repeat purchases expected of a new customer within each length of time."""

    @abstractmethod
    def _probability_of(self, counts: Floats, length: float) -> Floats:
        """Return the probability that a new customer makes each number of repeat purchases."""

    @abstractmethod
    def _draw(self, kinds: Kinds, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        """Draw the purchases of kinds known to be customers, their rates multiplied by ``unsure``."""

    def _kinds(self, rows: Collapsed) -> Kinds:
        """Return the kinds of customers who are alike while they are customers."""
        return kinds_of(rows)

    # What it answers then.

    def log_likelihood_of(self, summary: CustomerSummary) -> float:
        """Return the log-likelihood of these parameters on a summary, total over its customers.

        Answers: how well does this fit describe customers it has not seen?

        Raises
        ------
        MismatchError
            If the summary is in another time unit than the fit.
        """
        rows = self._rows(summary)
        return rows.total_weight * self._likelihood(rows)(self._of_groups(self.theta, rows))[0]

    def probability_alive(self, summary: CustomerSummary) -> Estimates:
        """Return the probability (0–1) that each customer is still one at the end of observation.

        Raises
        ------
        MismatchError
            If the summary is in another time unit than the fit.
        """
        rows = self._rows(summary)
        return spread(self._alive(rows), rows)

    def expected_purchases(self, summary: CustomerSummary, horizon: float) -> Estimates:
        """Return how many purchases each customer is expected to make in the next ``horizon`` units.

        Parameters
        ----------
        summary : CustomerSummary
            The customers, in the time unit of the fit.
        horizon : float > 0
            How far to look ahead, in the time unit of the fit.

        Returns
        -------
        Estimates
            Expected numbers ≥ 0, shape (n,); they hold the chance that a customer has left already.

        Raises
        ------
        InvalidArgumentError
            If the horizon is not a positive number.
        MismatchError
            If the summary is in another time unit than the fit.
        """
        return self._discounted(summary, check_horizon(horizon), 0.0)

    def discounted_expected_purchases(
        self, summary: CustomerSummary, horizon: float, *, discount_rate_per_unit: float
    ) -> Estimates:
        """Return expected purchases of the horizon, each counted at its present value.

        ``discount_rate_per_unit`` (≥ 0) is continuous, per time unit: ln(1 + yearly rate) / units a
        year. Otherwise as ``expected_purchases``.
        """
        length, rate = check_horizon(horizon), check_rate("discount_rate_per_unit", discount_rate_per_unit)
        return self._discounted(summary, length, rate)

    def discounted_expected_residual(self, summary: CustomerSummary, *, discount_rate_per_unit: float) -> Estimates:
        """Return discounted expected residual transactions (DERT): the same without an end.

        Parameters
        ----------
        summary : CustomerSummary
            The customers, in the time unit of the fit.
        discount_rate_per_unit : float > 0
            Continuous, per time unit: ln(1 + yearly rate) / units a year.

        Raises
        ------
        InvalidArgumentError
            If the rate is not above 0: the undiscounted sum need not be finite.
        MismatchError
            If the summary is in another time unit than the fit.

        References
        ----------
        Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.
        """
        rate = check_rate("discount_rate_per_unit", discount_rate_per_unit)
        if rate == 0:
            raise InvalidArgumentError(
                "discount_rate_per_unit must be above 0: purchases of an endless future need not have a "
                "finite sum; for a finite one ask expected_purchases with a horizon"
            )
        return self._discounted(summary, np.inf, rate)

    def expected_purchases_new(
        self, horizon: ArrayLike, *, covariates: Mapping[str, ArrayLike] | None = None
    ) -> Estimates:
        """Return the repeat purchases expected of a new customer by each horizon (time units > 0).

        ``covariates`` says what the customer is like where the model has covariates: a number each.
        """
        lengths = horizons(horizon)
        here = self._of_new(covariates)
        return self._with_uncertainty(lambda theta: self._log_expected_new(here(theta), lengths), "log")

    def probability_of_purchases(
        self, n: ArrayLike, horizon: float, *, covariates: Mapping[str, ArrayLike] | None = None
    ) -> Floats:
        """Return the probability that a new customer makes exactly n repeat purchases in the horizon.

        ``covariates`` as in ``expected_purchases_new``.
        """
        counts, length = counts_and_horizon(n, horizon)
        here = self._of_new(covariates)(self.theta)
        names = list(self.params)[: len(here)]
        plain = replace(self, params=dict(zip(names, np.exp(here).tolist(), strict=True)), links={}, coefficients=())
        return plain._probability_of(counts, length)

    def _of_new(self, covariates: Mapping[str, ArrayLike] | None) -> Callable[[Floats], Floats]:
        """Return the function from parameters to the log-parameters of a new customer."""
        values = columns_from(covariates or {}, self.coefficients)
        if len(values) != 1:
            raise InvalidArgumentError("covariates of a new customer are one number each")
        return lambda theta: self._at(theta, values if self.coefficients else None).reshape(-1)

    def simulate_purchases(
        self, summary: CustomerSummary, horizon: float, rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Draw the purchases of the next ``horizon`` units, once for each customer.

        One customer's purchases vary far more than the expected number is unsure; repeated draws
        give the range to be prepared for.
        """
        length = check_horizon(horizon)
        rows = self._rows(summary)
        alive = rng.random(len(summary)) < self._alive(rows).value[rows.row_of]
        kinds = self._kinds(rows)
        each = kinds.take(kinds.kind_of[rows.row_of])
        made = self._draw(each, np.ones(len(summary)), length, rng).purchases
        return np.where(alive, made, 0).astype(np.int64)

    def purchase_range(
        self, summary: CustomerSummary, horizon: float, level: float = 0.9, *, draws: int = DRAWS, seed: int = 0
    ) -> Interval:
        """Return between how many purchases each customer will make in the next ``horizon`` units.

        Answers: of customers like this one, what will nine of ten do? One customer varies far more
        than the expected number is unsure, so this is the range to show beside a single customer.

        Parameters
        ----------
        summary : CustomerSummary
            The customers, in the time unit of the fit.
        horizon : float > 0
            How far to look ahead, in the time unit of the fit.
        level : float
            Share of customers inside, 0–1; as many are left out below as above, or fewer.
        draws : int ≥ 50
            Futures drawn for each kind of customer. With 500 the share inside is met to about 1 %.
        seed : int
            Equal seeds give equal answers, whatever the order of the customers.

        Returns
        -------
        Interval
            Whole numbers of purchases ≥ 0. The expected number may lie above a range of 0 to 0,
            where few will buy, but often.

        Raises
        ------
        InvalidArgumentError
            If the horizon, level or number of draws is out of range.
        MismatchError
            If the summary is in another time unit than the fit.

        Notes
        -----
        Individual variation is drawn from the model: rate and dropout given what was seen, then
        the purchases. What the estimated parameters leave unsure comes in by the delta method, as
        a log-normal factor on the rate and in the probability of still being a customer.
        """
        normal_quantile(level)  # refuses a level out of range
        futures = self.futures(summary, check_horizon(horizon), check_draws(draws))

        low, high = futures.range_of(lambda _part, drawn, _rng: drawn.purchases, level=level, seed=seed)
        return Interval(low, high, level)

    def purchase_total_range(
        self,
        summary: CustomerSummary,
        horizon: float,
        level: float = 0.9,
        *,
        groups: ArrayLike | None = None,
        draws: int = TOTAL_DRAWS,
        seed: int = 0,
    ) -> TotalRange:
        """Return between how many purchases all customers, or groups of them, will make together.

        Answers: how many orders to be ready for next quarter, and how sure is that? The interval of
        ``expected_purchases`` is about one customer's expected number; intervals of customers must
        not be added up, for what the parameters leave unsure is the same for all of them, while each
        one's own chance evens out.

        Parameters
        ----------
        summary : CustomerSummary
            The customers, in the time unit of the fit; weights count customers.
        horizon : float > 0
            How far to look ahead, in the time unit of the fit.
        level : float
            Level of the range, 0–1; as much is left out below as above, or less.
        groups : array, shape (n,), optional
            The group of each customer, such as a decile or a region; all are one group by default.
        draws : int ≥ 50
            Totals drawn of each group.
        seed : int
            Equal seeds give equal answers.

        Returns
        -------
        TotalRange
            Expected purchases and the ends of the range of each group, whole purchases but for
            groups of more than 5,000 customers or with broken weights.

        Raises
        ------
        InvalidArgumentError
            If the horizon, level or number of draws is out of range.
        MismatchError
            If the summary is in another time unit than the fit, or ``groups`` has another length.

        Notes
        -----
        Each total shares one draw of the parameters: the log-odds of being a customer and the log of
        what one then buys move linearly with it (delta method); customers are drawn each for itself
        around that. Sums of more than 5,000 customers are taken as normal given the parameters.
        """
        normal_quantile(level)  # refuses a level out of range
        length, draws = check_horizon(horizon), check_draws(draws)
        named = groups_of(groups, len(summary))
        weights = np.ones(len(summary)) if summary.weights is None else summary.weights
        outlook = self._outlook(self._rows(summary), length)
        return outlook.total_range(weights, named, level=level, draws=draws, seed=seed)

    def _outlook(self, rows: Collapsed, horizon: float) -> Outlook:
        """Return what is expected of rows, and how it moves with the parameters."""
        kinds, theta, log_odds = self._kinds(rows), self.theta, self._log_odds(rows)

        def expected(at: Floats) -> Floats:
            return self._log_expected(at, kinds, horizon, 0.0)

        odds, purchases = log_odds(theta), expected(theta)
        return Outlook(
            rows,
            kinds,
            odds,
            self._slopes(log_odds, theta, odds),
            purchases,
            self._slopes(expected, theta, purchases),
            lambda some, unsure, rng: self._draw(some, unsure, horizon, rng),
        )

    def futures(self, summary: CustomerSummary, horizon: float, draws: int) -> Futures:
        """Return what is needed to draw the futures of single customers; ranges are read from it."""
        rows = self._rows(summary)
        kinds = self._kinds(rows)
        alive = self._alive(rows)
        expected = self._with_uncertainty(lambda theta: self._log_expected(theta, kinds, horizon, 0.0), "log")
        error = expected.standard_error

        def draw(part: slice, rng: np.random.Generator) -> Drawn:
            chosen = kinds.take((part, None))
            unsure = np.exp(error[part, None] * rng.standard_normal((len(chosen), draws)))
            return self._draw(chosen, unsure, horizon, rng)

        return Futures(rows, kinds, averaged_probability(alive.value, alive.standard_error), draw, draws)

    def _alive(self, rows: Collapsed) -> Estimates:
        """Return the probability of being alive of distinct rows."""
        return self._of_rows(rows, "logit", lambda _theta, odds: odds)

    def _discounted(self, summary: CustomerSummary, horizon: float, rate: float) -> Estimates:
        rows = self._rows(summary)
        return spread(self._with_uncertainty(self._log_purchases(rows, horizon, rate), "log"), rows)

    def _log_purchases(self, rows: Collapsed, horizon: float, rate: float) -> Callable[[Floats], Floats]:
        """Return the function from log-parameters to ln of the purchases expected of each row."""
        kinds, log_odds = self._kinds(rows), self._log_odds(rows)

        def log_expected(theta: Floats) -> Floats:
            while_alive = self._log_expected(theta, kinds, horizon, rate)
            return np.asarray(while_alive[kinds.kind_of] - np.logaddexp(0, -log_odds(theta)))

        return log_expected

    def _of_rows(self, rows: Collapsed, link: Link, function: Callable[[Floats, Floats], Floats]) -> Estimates:
        """Evaluate a function of log-parameters and log-odds of being alive."""
        log_odds = self._log_odds(rows)
        return self._with_uncertainty(lambda theta: function(theta, log_odds(theta)), link)

    def _rows(self, summary: CustomerSummary) -> Collapsed:
        """Return the distinct rows of a summary in the unit of the fit, told apart by its covariates."""
        self._check(summary)
        return collapse(summary, columns_of(self.coefficients))

    def _of_groups(self, theta: Floats, rows: Collapsed) -> Floats:
        """Return log-parameters: a column for each group of customers, or one set for all."""
        return self._at(theta, rows.covariates)

    def _at(self, theta: Floats, covariates: Floats | None) -> Floats:
        """Return the log-parameters at covariates, a column for each row of them; or those of everybody."""
        if covariates is None:
            return theta
        base = len(theta) - len(self.coefficients)
        return moved(theta[:base], theta[base:], self.coefficients, covariates)

    def _check(self, summary: CustomerSummary) -> None:
        if not np.isclose(summary.time_unit_days, self.time_unit_days, rtol=1e-9):
            raise MismatchError(
                f"the fit counts time in {self.time_unit}s and the summary in {summary.time_unit}s: "
                "summarise with the same time_unit"
            )
