"""MBG/NBD: as BG/NBD, but the very first purchase may already be the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from regulars.lifetime._bg_fit import BELIEFS, EDGES, NAMES, START, TIMED, BGFit
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._prior import Restrainable
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime.summary import CustomerSummary, TimeUnit


@dataclass(frozen=True)
class MBGNBD(Restrainable):
    """Model repeat buying without a contract: Poisson purchases at a gamma-distributed rate, and a
    beta-distributed probability of leaving after each purchase, the first one included.

    Answers the questions of ``BGNBD`` without its assumption that whoever has not come back yet is
    a customer with certainty; prefer it where many buy once. Assumes a steady rate of buying while
    active; do not use it for subscriptions or regular renewals.

    Parameters
    ----------
    penalty, prior
        Regularisation, and help for few customers: as in ``BGNBD``.

    References
    ----------
    Batislam, Denizel and Filiztekin (2007), "Empirical validation and comparison of models for
    customer base analysis", International Journal of Research in Marketing 24(3), 201-209.
    """

    def fit(self, summary: CustomerSummary) -> MBGNBDFit:
        """Estimate r, alpha, a, b by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back or no time has passed.
        """
        facts = fit_purchases(summary, NAMES, _likelihood, START, TIMED, EDGES, beliefs=BELIEFS, told=self)
        return MBGNBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> MBGNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        return MBGNBDFit(**given_purchases(NAMES, params, time_unit))


class MBGNBDFit(BGFit):
    """Answer questions about customers from a fitted MBG/NBD; see ``PurchaseFit``."""

    _chances: ClassVar[int] = 1


def _likelihood(rows: Collapsed) -> BGLikelihood:
    return BGLikelihood(rows, chances=MBGNBDFit._chances)
