"""sBG: each subscriber renews with their own steady probability, beta-distributed over subscribers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._contract_fit import ContractFit, fit_contract
from regulars.lifetime._contract_likelihood import SBGLikelihood
from regulars.lifetime._fit import facts_of_given
from regulars.lifetime._maximize import Edge
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]

NAMES = ("alpha", "beta")
_NOBODY_LEAVES = "Nobody left: how fast customers leave is not known. A longer observation would show it."
_ALL_LEFT = "Everybody left in the first period: there is nothing to tell how long a customer might have stayed."
EDGES = (
    Edge("no_churn", (-1, 0), _NOBODY_LEAVES),
    Edge("no_churn", (0, 1), _NOBODY_LEAVES),
    Edge("all_leave_at_once", (1, 0), _ALL_LEFT),
    Edge("all_leave_at_once", (0, -1), _ALL_LEFT),
    Edge(
        "all_alike",
        (1, 1),
        "All customers seem alike: the retention rate does not rise with age, so only alpha/(alpha+beta), "
        "the churn rate of everybody, is known. If retention falls with age, BDW is the model that can show it.",
    ),
    Edge(
        "leave_at_once_or_never",
        (-1, -1),
        "Customers seem to leave in the first period or never: the model finds nothing in between.",
    ),
)


@dataclass(frozen=True)
class SBG:
    """Model how long subscribers stay: each leaves with the same probability in every period, and these
    probabilities follow a beta distribution over subscribers (shifted-beta-geometric).

    Answers: how many will be left after some more periods, and what a subscriber is worth. Retention
    rises with age because those likely to leave go first, not because anybody changes. For contracts,
    where leaving is seen; without one use ``BGBB`` or ``ParetoNBD``. Where retention depends on age
    itself (first renewal hardest, fatigue later) use ``BDW``.

    References
    ----------
    Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing
    21(1), 76-90, doi 10.1002/dir.20074.
    """

    def fit(self, counts: RetentionCounts) -> SBGFit:
        """Estimate alpha and beta by maximum likelihood from the cohorts together.

        Raises
        ------
        NotEnoughDataError
            If no cohort was followed for two periods.
        """
        facts: dict[str, Any] = fit_contract(counts, NAMES, SBGLikelihood(counts), EDGES)
        return SBGFit(**facts)

    def given(self, params: Mapping[str, float]) -> SBGFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params)
        return SBGFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class SBGFit(ContractFit):
    """Answer who stays, from a fitted sBG."""

    def log_likelihood_of(self, counts: RetentionCounts) -> float:
        """Return the log-likelihood of these parameters on a table of counts, total over its customers."""
        return counts.n_customers * SBGLikelihood(counts)(self.theta)[0]

    def _shape(self, theta: Floats) -> Floats:
        return np.concatenate([theta, np.zeros_like(theta[:1])])
