"""Customer-base analytics: who comes back, what a customer is worth, and how sure we are.

Nothing is imported until a name is used (PEP 562), so that ``import regulars`` costs a few milliseconds.
A public name stands in three places below: the imports that type checkers read, the table of homes that
the interpreter reads, and ``__all__``; a test compares the three.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars import audit, comparison, datasets, plots, response, retention, scores
    from regulars.comparison.compare import compare
    from regulars.comparison.results import Comparison, ModelCheck, Verdict
    from regulars.errors import (
        InvalidArgumentError,
        InvalidDataError,
        InvalidSummaryError,
        MismatchError,
        NotEnoughDataError,
        RegularsError,
    )
    from regulars.estimates import Estimate, Estimates, Interval, Notice
    from regulars.intervals import newcombe_difference, wilson
    from regulars.lifetime._totals import TotalRange
    from regulars.lifetime.bdw import BDW, BDWFit
    from regulars.lifetime.bg_bb import BGBB, BGBBFit
    from regulars.lifetime.bg_cnbd import BGCNBD, MBGCNBD, BGCNBDFit, MBGCNBDFit
    from regulars.lifetime.bg_nbd import BGNBD, BGNBDFit
    from regulars.lifetime.categories import dummies
    from regulars.lifetime.gamma_gamma import GammaGamma, GammaGammaFit
    from regulars.lifetime.holdout import Holdout, Split
    from regulars.lifetime.mbg_nbd import MBGNBD, MBGNBDFit
    from regulars.lifetime.nbd import NBD, NBDFit
    from regulars.lifetime.opportunities import OpportunitySummary
    from regulars.lifetime.pareto_nbd import ParetoNBD, ParetoNBDFit
    from regulars.lifetime.purchase_fit import PurchaseFit
    from regulars.lifetime.purchase_model import PurchaseModel
    from regulars.lifetime.retention_counts import RetentionCounts
    from regulars.lifetime.sbg import SBG, SBGFit
    from regulars.lifetime.summary import CustomerSummary
    from regulars.lifetime.value import LifetimeValue, lifetime_value, value_range
    from regulars.tables.opportunities import summarize_opportunities
    from regulars.tables.split import split
    from regulars.tables.summarize import summarize

_SUBPACKAGES = ("audit", "comparison", "datasets", "plots", "response", "retention", "scores")
_HOMES = {
    "regulars.comparison.compare": ("compare",),
    "regulars.comparison.results": ("Comparison", "ModelCheck", "Verdict"),
    "regulars.errors": (
        "InvalidArgumentError",
        "InvalidDataError",
        "InvalidSummaryError",
        "MismatchError",
        "NotEnoughDataError",
        "RegularsError",
    ),
    "regulars.estimates": ("Estimate", "Estimates", "Interval", "Notice"),
    "regulars.intervals": ("newcombe_difference", "wilson"),
    "regulars.lifetime._totals": ("TotalRange",),
    "regulars.lifetime.bdw": ("BDW", "BDWFit"),
    "regulars.lifetime.bg_bb": ("BGBB", "BGBBFit"),
    "regulars.lifetime.bg_cnbd": ("BGCNBD", "BGCNBDFit", "MBGCNBD", "MBGCNBDFit"),
    "regulars.lifetime.bg_nbd": ("BGNBD", "BGNBDFit"),
    "regulars.lifetime.categories": ("dummies",),
    "regulars.lifetime.gamma_gamma": ("GammaGamma", "GammaGammaFit"),
    "regulars.lifetime.mbg_nbd": ("MBGNBD", "MBGNBDFit"),
    "regulars.lifetime.nbd": ("NBD", "NBDFit"),
    "regulars.lifetime.opportunities": ("OpportunitySummary",),
    "regulars.lifetime.holdout": ("Holdout", "Split"),
    "regulars.lifetime.pareto_nbd": ("ParetoNBD", "ParetoNBDFit"),
    "regulars.lifetime.purchase_fit": ("PurchaseFit",),
    "regulars.lifetime.purchase_model": ("PurchaseModel",),
    "regulars.lifetime.retention_counts": ("RetentionCounts",),
    "regulars.lifetime.sbg": ("SBG", "SBGFit"),
    "regulars.lifetime.summary": ("CustomerSummary",),
    "regulars.lifetime.value": ("LifetimeValue", "lifetime_value", "value_range"),
    "regulars.tables.opportunities": ("summarize_opportunities",),
    "regulars.tables.split": ("split",),
    "regulars.tables.summarize": ("summarize",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BDW",
    "BGBB",
    "BGCNBD",
    "BGNBD",
    "MBGCNBD",
    "MBGNBD",
    "NBD",
    "SBG",
    "BDWFit",
    "BGBBFit",
    "BGCNBDFit",
    "BGNBDFit",
    "Comparison",
    "CustomerSummary",
    "Estimate",
    "Estimates",
    "GammaGamma",
    "GammaGammaFit",
    "Holdout",
    "Interval",
    "InvalidArgumentError",
    "InvalidDataError",
    "InvalidSummaryError",
    "LifetimeValue",
    "MBGCNBDFit",
    "MBGNBDFit",
    "MismatchError",
    "ModelCheck",
    "NBDFit",
    "NotEnoughDataError",
    "Notice",
    "OpportunitySummary",
    "ParetoNBD",
    "ParetoNBDFit",
    "PurchaseFit",
    "PurchaseModel",
    "RegularsError",
    "RetentionCounts",
    "SBGFit",
    "Split",
    "TotalRange",
    "Verdict",
    "audit",
    "compare",
    "comparison",
    "datasets",
    "dummies",
    "lifetime_value",
    "newcombe_difference",
    "plots",
    "response",
    "retention",
    "scores",
    "split",
    "summarize",
    "summarize_opportunities",
    "value_range",
    "wilson",
]


if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> object:
        """Import the home of a public name on its first use; afterwards the name is an ordinary global."""
        if name in _SUBPACKAGES:
            return import_module(f"regulars.{name}")
        if name not in _HOME_OF:
            raise AttributeError(f"module 'regulars' has no attribute {name!r}")
        value = getattr(import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
