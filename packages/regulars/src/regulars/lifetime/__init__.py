"""Who comes back, how often, and what it is worth: models of repeat buying without a contract."""

from regulars.lifetime._fit import RECOMMENDED_REPEAT_CUSTOMERS
from regulars.lifetime.bg_nbd import BGNBD, BGNBDFit
from regulars.lifetime.gamma_gamma import GammaGamma, GammaGammaFit
from regulars.lifetime.pareto_nbd import ParetoNBD, ParetoNBDFit
from regulars.lifetime.purchase_fit import PurchaseFit
from regulars.lifetime.purchase_model import PurchaseModel
from regulars.lifetime.summary import CustomerSummary
from regulars.lifetime.value import LifetimeValue, lifetime_value, value_range

__all__ = [
    "BGNBD",
    "RECOMMENDED_REPEAT_CUSTOMERS",
    "BGNBDFit",
    "CustomerSummary",
    "GammaGamma",
    "GammaGammaFit",
    "LifetimeValue",
    "ParetoNBD",
    "ParetoNBDFit",
    "PurchaseFit",
    "PurchaseModel",
    "lifetime_value",
    "value_range",
]
