"""What fits of repeat buying share: the unit of time, and the range of what single customers will do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.errors import MismatchError
from regulars.estimates import Estimates, Interval, normal_quantile
from regulars.lifetime._collapse import Collapsed, collapse
from regulars.lifetime._fit import Fit, check_horizon
from regulars.lifetime._futures import DRAWS, Drawn, Futures, Kinds, averaged_probability, check_draws, kinds_of
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class PurchaseFit(Fit, ABC):
    """Add what fits of repeat buying share: the unit of time and the range of single customers."""

    time_unit: str
    time_unit_days: float

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

    def futures(self, summary: CustomerSummary, horizon: float, draws: int) -> Futures:
        """Return what is needed to draw the futures of single customers; ranges are read from it."""
        self._check(summary)
        rows = collapse(summary)
        kinds = kinds_of(rows)
        alive = self._alive(rows)
        error = self._with_uncertainty(lambda theta: self._log_expected(theta, kinds, horizon), "log").standard_error

        def draw(part: slice, rng: np.random.Generator) -> Drawn:
            shape = (len(kinds.frequency[part]), draws)
            unsure = np.exp(error[part, None] * rng.standard_normal(shape))
            return self._draw(kinds.frequency[part, None], kinds.age[part, None], unsure, horizon, rng)

        return Futures(rows, kinds, averaged_probability(alive.value, alive.standard_error), draw, draws)

    @abstractmethod
    def _alive(self, rows: Collapsed) -> Estimates:
        """Return the probability of being alive of distinct rows."""

    @abstractmethod
    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float) -> Floats:
        """Return ln of the purchases expected of each kind of customer, known to be one."""

    @abstractmethod
    def _draw(self, frequency: Floats, age: Floats, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        """Draw the purchases of customers known to be such, their rates multiplied by ``unsure``."""

    def _check(self, summary: CustomerSummary) -> None:
        if not np.isclose(summary.time_unit_days, self.time_unit_days, rtol=1e-9):
            raise MismatchError(
                f"the fit counts time in {self.time_unit}s and the summary in {summary.time_unit}s: "
                "summarise with the same time_unit"
            )
