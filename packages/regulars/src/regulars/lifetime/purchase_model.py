"""What can be fitted to a summary of repeat buying."""

from __future__ import annotations

from typing import Protocol

from regulars.lifetime.purchase_fit import PurchaseFit
from regulars.lifetime.summary import CustomerSummary


class PurchaseModel(Protocol):
    """Configure a model of repeat buying; ``fit`` returns its answers.

    All models answer alike, so whatever takes a model takes any of them, and yours too.
    """

    def fit(self, summary: CustomerSummary) -> PurchaseFit:
        """Estimate the parameters by maximum likelihood."""
        ...
