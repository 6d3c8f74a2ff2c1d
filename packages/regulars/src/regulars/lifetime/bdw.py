"""BdW: as sBG, and the probability of leaving may rise or fall with age for each subscriber."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime import sbg
from regulars.lifetime._contract_fit import ContractFit, fit_contract
from regulars.lifetime._contract_likelihood import BDWLikelihood
from regulars.lifetime._fit import facts_of_given
from regulars.lifetime._maximize import Edge
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]

NAMES = ("alpha", "beta", "c")
_ONCE_OR_NEVER = "Customers seem to leave in the first period or never: the model finds nothing in between."
EDGES = (
    *(Edge(edge.code, (*edge.direction, 0), edge.message) for edge in sbg.EDGES if edge.code != "all_alike"),
    Edge(
        "all_alike",
        (1, 1, 0),
        "All customers seem alike: what differs by age is age itself. Only alpha/(alpha+beta) and c are known.",
    ),
    Edge("leave_at_once_or_never", (0, 0, -1), _ONCE_OR_NEVER),
)


@dataclass(frozen=True)
class BDW:
    """Model how long subscribers stay when leaving also depends on age: the share staying t periods is
    (1 - θ)^(t^c), with θ beta-distributed over subscribers (beta-discrete-Weibull).

    Answers what ``SBG`` answers, where its projection bends away from what was seen. c above 1: each
    subscriber gets likelier to leave with age; below 1: less likely; 1: sBG. One parameter more needs
    one period more, and makes long projections less sure.

    References
    ----------
    Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to project customer retention" revisited:
    the role of duration dependence, Journal of Interactive Marketing 43, 1-16,
    doi 10.1016/j.intmar.2018.01.002.
    """

    def fit(self, counts: RetentionCounts) -> BDWFit:
        """Estimate alpha, beta and c by maximum likelihood from the cohorts together.

        Raises
        ------
        NotEnoughDataError
            If no cohort was followed for three periods.
        """
        facts: dict[str, Any] = fit_contract(counts, NAMES, BDWLikelihood(counts), EDGES)
        return BDWFit(**facts)

    def given(self, params: Mapping[str, float]) -> BDWFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params)
        return BDWFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class BDWFit(ContractFit):
    """Answer who stays, from a fitted BdW."""

    def log_likelihood_of(self, counts: RetentionCounts) -> float:
        """Return the log-likelihood of these parameters on a table of counts, total over its customers."""
        return counts.n_customers * BDWLikelihood(counts)(self.theta)[0]

    def _shape(self, theta: Floats) -> Floats:
        return theta
