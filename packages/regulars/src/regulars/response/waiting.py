"""Time to the first response, with those who still wait counted right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError
from regulars.estimates import Estimate
from regulars.intervals import wilson_bounds
from regulars.response._instants import MINUTE, NEVER, as_instants
from regulars.response.elapsed import Moments, elapsed
from regulars.response.hours import BusinessHours, ScheduleHistory
from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Waiting:
    """Hold how long customers wait for an answer, in minutes.

    Attributes
    ----------
    curve : SurvivalCurve
        Share still waiting after each number of minutes.
    n : int
        Requests.
    n_open : int
        Those of them not answered yet.
    minutes : ndarray of float, shape (n,)
        How long each waited until the answer, or has waited so far.
    answered : ndarray of bool, shape (n,)
    """

    curve: SurvivalCurve
    n: int
    n_open: int
    minutes: Floats = field(repr=False)
    answered: NDArray[np.bool_] = field(repr=False)

    @property
    def median(self) -> Estimate:
        """Minutes by which half are answered."""
        return self.quantile(0.5)

    @property
    def p75(self) -> Estimate:
        """Minutes by which three quarters are answered."""
        return self.quantile(0.75)

    @property
    def p90(self) -> Estimate:
        """Minutes by which nine of ten are answered."""
        return self.quantile(0.9)

    def quantile(self, share: float) -> Estimate:
        """Estimate the minutes by which a share of all requests is answered.

        Business question: within what time are nine of ten customers answered?

        Parameters
        ----------
        share : float, 0–1 exclusive
            Share of all requests, the open ones included.

        Returns
        -------
        Estimate
            Minutes. Where so many are not answered yet, the value is NaN, the verdict ``"not_reached"``
            and `low` still says what it is surely above. An infinite `high` means that the data set
            no upper end.

        Raises
        ------
        InvalidArgumentError
            If `share` is not strictly between 0 and 1.

        Notes
        -----
        The first time at which the Kaplan–Meier curve is down to 1 − share; the interval holds the times
        at which a curve of 1 − share is not rejected, on the scale ln(−ln S). Where nobody is left the
        curve has no variance to judge by, so that time ends no interval.

        References
        ----------
        Brookmeyer and Crowley (1982), Biometrics 38(1), 29–41. Borgan and Liestøl (1990), Scandinavian
        Journal of Statistics 17(1), 35–41.
        """
        curve, value = self.curve, self.curve.quantile(share)
        still = 1 - share + 1e-12
        below = np.flatnonzero(curve.low <= still)
        surely = np.flatnonzero((curve.high <= still) & (curve.survival > 0))
        low = float(curve.time[below[0]]) if len(below) else curve.longest
        high = float(curve.time[surely[0]]) if len(surely) else np.inf
        if value is None:
            return Estimate(np.nan, low, np.inf, self.n, "brookmeyer_crowley", curve.level, "not_reached")
        return Estimate(value, min(low, value), high, self.n, "brookmeyer_crowley", curve.level)

    def answered_within(self, minutes: float) -> Estimate:
        """Estimate the share of requests answered within a target.

        Business question: what part of the promises "an answer within an hour" do we keep?

        Parameters
        ----------
        minutes : float ≥ 0
            The target.

        Returns
        -------
        Estimate
            Share 0–1 of all requests. NaN and ``"not_reached"`` where nobody has been watched that long.

        Raises
        ------
        InvalidArgumentError
            If `minutes` is negative or not a number.

        Notes
        -----
        Kaplan–Meier's share with Wilson's interval on the number of requests that would know as much
        without anybody waiting: S(1 − S)/variance. Without open requests it is Wilson's interval itself.

        References
        ----------
        Rothman (1978), Journal of Chronic Diseases 31(8), 557–560. Wilson (1927), JASA 22(158).
        """
        if not minutes >= 0:
            raise InvalidArgumentError(f"minutes must not be negative, got {minutes!r}")
        share = self.curve.happened_by(minutes)
        level, method = self.curve.level, "rothman_wilson"
        if share.verdict == "not_reached":
            return Estimate(np.nan, np.nan, np.nan, self.n, method, level, "not_reached")
        place = int(np.searchsorted(self.curve.time, minutes, side="right"))
        error = float(np.r_[0.0, self.curve.standard_error][place])
        watched = self.n - int(((self.minutes < minutes) & ~self.answered).sum())
        size = share.value * (1 - share.value) / error**2 if error > 0 else float(watched)
        low, high = wilson_bounds([min(share.value * size, size)], [size], level=level)
        return Estimate(share.value, float(low[0]), float(high[0]), self.n, method, level)


@dataclass(frozen=True, eq=False)
class FirstResponse:
    """Hold the time to the first response on the calendar and in business hours.

    Attributes
    ----------
    calendar : Waiting
        True minutes.
    business : Waiting or None
        Minutes inside business hours; None where no hours were given.
    """

    calendar: Waiting
    business: Waiting | None


def waiting(minutes: ArrayLike, answered: ArrayLike, *, level: float = 0.95) -> Waiting:
    """Describe waits of which some are not over.

    Business question: how long do customers wait for us, those still waiting included?

    Parameters
    ----------
    minutes : array of float ≥ 0, shape (n,)
        Minutes until the answer, or so far.
    answered : array of bool, shape (n,)
        Whether the answer has come.
    level : float, 0–1 exclusive
        Confidence level of all intervals.

    Returns
    -------
    Waiting

    Raises
    ------
    NotEnoughDataError
        If there are no requests.
    InvalidArgumentError
        If a wait is negative or not finite, or lengths differ.

    Notes
    -----
    Dropping the open requests makes the service look fast exactly when it is drowning: they are the
    slow ones. Kaplan–Meier counts each for as long as it has waited. It assumes that how long a request
    has been watched says nothing about how fast it is answered.

    References
    ----------
    Kaplan and Meier (1958), JASA 53(282).
    """
    times, seen = np.asarray(minutes, np.float64), np.asarray(answered, bool)
    curve = kaplan_meier(times, seen, level=level)
    return Waiting(curve, len(times), int((~seen).sum()), times, seen)


def first_response(
    created: Moments,
    replied: Moments,
    *,
    observed_until: datetime | np.datetime64,
    hours: BusinessHours | ScheduleHistory | None = None,
    level: float = 0.95,
) -> FirstResponse:
    """Describe the time from a request to its first answer.

    Business question: how long do customers wait for the first answer of a person, by the clock and by
    our working hours?

    Parameters
    ----------
    created : array of datetime64 (UTC) or sequence of aware datetimes, shape (n,)
        When each request came.
    replied : the same, shape (n,)
        When a person first answered for the customer to see (a bot's reply does not stop the clock); NaT
        or None while that has not happened.
    observed_until : aware datetime or datetime64 (UTC)
        When the data were taken. Answers after it are not known yet: the request counts as open.
    hours : BusinessHours or ScheduleHistory, optional
        When somebody is there.
    level : float, 0–1 exclusive
        Confidence level of all intervals.

    Returns
    -------
    FirstResponse

    Raises
    ------
    NotEnoughDataError
        If there are no requests.
    InvalidDataError
        If a request has no moment or came after `observed_until`, or an answer is before its request.
    MismatchError
        If requests and answers differ in number.

    References
    ----------
    As `waiting` and `elapsed`.
    """
    asked, answers = as_instants(created, field="created"), as_instants(replied, field="replied", may_miss=True)
    if len(asked) != len(answers):
        raise MismatchError(f"there are {len(asked)} requests, but {len(answers)} answers")
    until = int(as_instants(np.array([observed_until]), field="observed_until")[0])
    if (asked > until).any():
        row = int(np.flatnonzero(asked > until)[0])
        raise InvalidDataError(f"created: row {row} came after observed_until", field="created", row=row)
    answered = (answers != NEVER) & (answers <= until)
    if (answered & (answers < asked)).any():
        row = int(np.flatnonzero(answered & (answers < asked))[0])
        raise InvalidDataError(f"replied: row {row} was answered before it came", field="replied", row=row)
    ends = np.where(answered, answers, until)
    calendar = waiting((ends - asked) / MINUTE, answered, level=level)
    if hours is None:
        return FirstResponse(calendar, None)
    spans = elapsed(asked.astype("datetime64[us]"), ends.astype("datetime64[us]"), hours)
    return FirstResponse(calendar, waiting(spans.business_minutes, answered, level=level))
