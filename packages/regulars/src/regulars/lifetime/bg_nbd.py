"""BG/NBD: customers buy at their own steady rate and may leave right after any purchase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.lifetime._bg_fit import BELIEFS, EDGES, NAMES, START, TIMED, BGFit
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._covariates import Coefficient, coefficients_of
from regulars.lifetime._prior import Restrainable
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime.summary import CustomerSummary, TimeUnit


@dataclass(frozen=True)
class BGNBD(Restrainable):
    """Model repeat buying without a contract: Poisson purchases at a gamma-distributed rate, and a
    beta-distributed probability of leaving after each purchase.

    Answers: how many purchases will each customer make, and who is still a customer. Assumes a
    steady rate of buying while active; do not use it for subscriptions or regular renewals. Who has
    not come back yet counts as still a customer with certainty, since one can leave only after a
    repeat purchase; where that matters prefer ``ParetoNBD``.

    Parameters
    ----------
    purchase_covariates, dropout_covariates : sequence of str
        Covariates of the summary that tell how often customers buy, and how readily they leave. An
        effect γ per unit of z, ``params["purchase:z"]``, multiplies the mean rate by exp(γ z): alpha by
        exp(-γ z). Effects on leaving are two, ``params["dropout_a:z"]`` and ``params["dropout_b:z"]``:
        they multiply a and b by exp(δ z), so the odds of leaving, a/b, by exp((δ_a - δ_b) z).
    penalty : float ≥ 0
        Regularisation: half of this times the squared distance of the log-parameters, times counted
        in mean ages of the customers, from those of a typical business is taken off the total
        log-likelihood.
    prior : {None, "auto", "weak"}
        ``"auto"`` joins to the likelihood a weak prior, centred on two public data sets, where customers are few
        (up to 500, or fewer than 100 who came back), and says so in ``warnings``; ``"weak"`` does
        always. None, the default, is maximum likelihood whatever the number.

    References
    ----------
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
    Fader and Hardie (2007), "Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
    models", note 019.
    """

    purchase_covariates: Sequence[str] = ()
    dropout_covariates: Sequence[str] = ()

    def fit(self, summary: CustomerSummary) -> BGNBDFit:
        """Estimate r, alpha, a, b and the effects of covariates by maximum likelihood.

        Raises
        ------
        InvalidSummaryError
            If the summary lacks a covariate.
        NotEnoughDataError
            If nobody came back, no time has passed, or a covariate is the same for all.
        """
        facts = fit_purchases(
            summary,
            NAMES,
            BGLikelihood,
            START,
            TIMED,
            EDGES,
            beliefs=BELIEFS,
            told=self,
            coefficients=self._coefficients,
        )
        return BGNBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> BGNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        return BGNBDFit(**given_purchases(NAMES, params, time_unit, self._coefficients))

    @property
    def _coefficients(self) -> tuple[Coefficient, ...]:
        buying = coefficients_of("purchase", self.purchase_covariates, NAMES.index("alpha"), sign=-1)
        by_a = coefficients_of("dropout_a", self.dropout_covariates, NAMES.index("a"), sign=1)
        return buying + by_a + coefficients_of("dropout_b", self.dropout_covariates, NAMES.index("b"), sign=1)


@dataclass(frozen=True, eq=False, kw_only=True)
class BGNBDFit(BGFit):
    """Answer questions about customers from a fitted BG/NBD; see ``PurchaseFit``."""
