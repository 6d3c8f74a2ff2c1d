"""BG/CNBD-k and MBG/CNBD-k: as BG/NBD and MBG/NBD, but purchases come more regularly than at random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import Notice
from regulars.lifetime._bg_fit import LEAVING_EDGES, NAMES, START, TIMED, BGFit
from regulars.lifetime._bg_likelihood import BGLikelihood, interval_constant
from regulars.lifetime._likelihood import dot
from regulars.lifetime._maximize import Edge
from regulars.lifetime._prior import LEAVING_AFTER_PURCHASES, Restrainable, buying
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime.summary import CustomerSummary, TimeUnit

LARGEST_K = 20
"""The most regular purchases that can be modelled; a contract's renewals are more regular still."""

_TRIED = range(1, 13)
_EDGES = (
    *LEAVING_EDGES,
    Edge(
        "same_purchase_rate",
        (1, 1, 0, 0),
        "All customers seem to buy at the same rate: only the ratio r/alpha is known. If purchases are "
        "still more regular than k says, such as renewals of a contract, this model is the wrong one.",
    ),
)


@dataclass(frozen=True)
class BGCNBD(Restrainable):
    """Model repeat buying that is more regular than chance: Erlang-k distributed times between
    purchases at a gamma-distributed rate, a beta-distributed probability of leaving after each.

    Answers the questions of ``BGNBD`` where customers buy in a rhythm of their own (pet food, coffee,
    contact lenses): a silence says more about a customer with a rhythm, so who has left is seen sooner.
    k = 1 is BG/NBD itself. Who has not come back yet counts as a customer with certainty; where that
    matters prefer ``MBGCNBD``. Do not use it for renewals on a date that a contract sets.

    Parameters
    ----------
    k : int, 1–20, optional
        How regular purchases are: their spread around the customer's own rhythm is 1/√k of it. None
        tries 1, 2, … up to 12 and takes the k of the largest likelihood, stopping when it falls.
    penalty, prior
        Regularisation, and help for few customers: as in ``BGNBD``.

    References
    ----------
    Platzer (2016), "Customer base analysis with BTYDplus", vignette of the R package BTYDplus.
    Platzer and Reutterer (2016), "Ticking away the moments: timing regularity helps to better predict
    customer activity", Marketing Science 35(5), 779-799.
    """

    k: int | None = None

    def __post_init__(self) -> None:
        _check_k(self.k)

    def fit(self, summary: CustomerSummary) -> BGCNBDFit:
        """Estimate r, alpha, a, b, and k where it is not given, by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back, no time has passed, or the summary has no ``log_intervals``.
        """
        return BGCNBDFit(**_fit(summary, self, BGCNBDFit._chances))

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> BGCNBDFit:
        """Return a fit with k of the configuration and parameters known from elsewhere."""
        return BGCNBDFit(**_given(params, self.k, time_unit))


@dataclass(frozen=True)
class MBGCNBD(Restrainable):
    """Model repeat buying that is more regular than chance, where the first purchase may be the last:
    ``BGCNBD`` with a chance of leaving already after the first purchase.

    Parameters
    ----------
    k : int, 1–20, optional
        As in ``BGCNBD``; k = 1 is MBG/NBD.
    penalty, prior
        Regularisation, and help for few customers: as in ``BGNBD``.

    References
    ----------
    Platzer and Reutterer (2016), Marketing Science 35(5), 779-799.
    """

    k: int | None = None

    def __post_init__(self) -> None:
        _check_k(self.k)

    def fit(self, summary: CustomerSummary) -> MBGCNBDFit:
        """Estimate r, alpha, a, b, and k where it is not given, by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back, no time has passed, or the summary has no ``log_intervals``.
        """
        return MBGCNBDFit(**_fit(summary, self, MBGCNBDFit._chances))

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> MBGCNBDFit:
        """Return a fit with k of the configuration and parameters known from elsewhere."""
        return MBGCNBDFit(**_given(params, self.k, time_unit))


@dataclass(frozen=True, eq=False, kw_only=True)
class BGCNBDFit(BGFit):
    """Answer questions about customers from a fitted BG/CNBD-k; see ``PurchaseFit``.

    Attributes
    ----------
    k : int
        How regular purchases are: 1 is at random.
    log_likelihood_by_k : mapping of int to float
        The maximum for each k that was tried; empty where parameters were given.

    Notes
    -----
    Exact are, for any k: the likelihood, the probability of being a customer, the probabilities of
    counts, and the expectations, which are series over the events between purchases, summed to about
    1e-9 of their value (1e-6 where more than 16,384 events are within reach). Discounting inside a
    finite horizon is by quadrature, right to about 1e-6.
    """

    k: int
    log_likelihood_by_k: Mapping[int, float]

    @property
    def _events(self) -> int:
        return self.k

    @property
    def n_parameters(self) -> int:
        """Return how many numbers were estimated; k is one where it was chosen."""
        return len(self.params) + (len(self.log_likelihood_by_k) > 1)

    def log_likelihood_of(self, summary: CustomerSummary) -> float:
        """Return the log-likelihood of these parameters on a summary, total over its customers.

        Raises
        ------
        MismatchError
            If the summary is in another time unit than the fit.
        NotEnoughDataError
            If k is above 1 and the summary has no ``log_intervals``.
        """
        return super().log_likelihood_of(summary) + _constant(summary, self.k)


class MBGCNBDFit(BGCNBDFit):
    """Answer questions about customers from a fitted MBG/CNBD-k; see ``BGCNBDFit``."""

    _chances: ClassVar[int] = 1


def _fit(summary: CustomerSummary, told: BGCNBD | MBGCNBD, chances: int) -> dict[str, Any]:
    """Return the fields of the fit of the largest likelihood among the k to be tried."""
    k = told.k
    found: dict[int, float] = {}
    best: dict[str, Any] = {}
    for events in _TRIED if k is None else [k]:
        constant = _constant(summary, events, needed=k is None)
        start = np.array(START) / [1, events, 1, 1]
        likelihood = partial(BGLikelihood, events=events, chances=chances)
        beliefs = (*buying(events), *LEAVING_AFTER_PURCHASES)
        facts = fit_purchases(
            summary, NAMES, likelihood, tuple(start), TIMED, _EDGES, events=events, beliefs=beliefs, told=told
        )
        facts["log_likelihood"] += constant
        found[events] = facts["log_likelihood"]
        if best and found[events] < best["log_likelihood"]:
            break
        best = facts | {"k": events}
    if k is None and best["k"] == _TRIED[-1]:
        best["warnings"] = (*best["warnings"], _most_regular(best["k"]))
    return best | {"log_likelihood_by_k": MappingProxyType(found)}


def _given(params: Mapping[str, float], k: int | None, time_unit: TimeUnit) -> dict[str, Any]:
    if k is None:
        raise InvalidArgumentError("with parameters that are given, k must be given too, such as BGCNBD(k=2)")
    return given_purchases(NAMES, params, time_unit) | {"k": k, "log_likelihood_by_k": MappingProxyType({})}


def _constant(summary: CustomerSummary, k: int, *, needed: bool = False) -> float:
    """Return the part of the log-likelihood without parameters; the intervals come in only here."""
    if summary.log_intervals is None and (k > 1 or needed):
        raise NotEnoughDataError(
            "how regular purchases are is not in the summary: k above 1 needs log_intervals, the sum of "
            "ln(time between purchases) of each customer. summarize(..., log_intervals=True) adds it, and so does "
            "Orders.summary; or fit k=1",
            missing={"log_intervals": 0},
        )
    if summary.log_intervals is None:
        return 0.0
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    return interval_constant(k, dot(weight, summary.log_intervals), dot(weight, summary.frequency.astype(np.float64)))


def _check_k(k: int | None) -> None:
    if k is not None and not (isinstance(k, int | np.integer) and 1 <= k <= LARGEST_K):
        raise InvalidArgumentError(f"k must be a whole number from 1 to {LARGEST_K}, or None to choose it, got {k!r}")


def _most_regular(k: int) -> Notice:
    message = (
        f"Purchases are at least as regular as k = {k}, the last one tried, allows: closer to renewals "
        "than to buying at will. If a contract sets the dates, ask a model with contract."
    )
    return Notice("most_regular", message, MappingProxyType({"k": float(k)}))
