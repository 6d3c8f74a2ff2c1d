"""The split CDNOW sample, and models whose parameters are known from elsewhere."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
import regulars as rg
from regulars import datasets


@dataclass(frozen=True)
class Known:
    """A model that is not estimated: its fit has the parameters given, and their true likelihood."""

    model: Any
    params: Any
    n_customers: float | None = None

    def fit(self, summary: rg.CustomerSummary) -> rg.PurchaseFit:
        fit = self.model.given(self.params, time_unit=summary.time_unit)
        return replace(fit, log_likelihood=fit.log_likelihood_of(summary), n_customers=summary.n_customers)


@pytest.fixture(scope="session")
def cdnow() -> rg.Split:
    return rg.split(datasets.load_cdnow_sample(), calibrated_until=272, time_unit="week")


@pytest.fixture(scope="session")
def known() -> type[Known]:
    return Known
