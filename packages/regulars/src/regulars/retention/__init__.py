"""Who stays and who leaves: cohort tables, retention and churn by every definition, waiting curves.

What reads a customer base is imported on first use (PEP 562): the audit stands on the waiting curves
of this package, and these readers stand on the customer base of the audit.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier
from regulars.retention.log_rank import LogRank, log_rank
from regulars.retention.rates import (
    RevenueRetention,
    annual_churn,
    churn_by_probability_alive,
    churn_rate,
    retention_rate,
    revenue_retention,
    revenue_retention_of_totals,
)

if TYPE_CHECKING:
    from regulars.retention.cohort_tables import CohortTable, cohort_table
    from regulars.retention.periods import (
        PeriodRetention,
        churn_by_silence,
        period_retention,
        revenue_retention_of_periods,
    )
    from regulars.retention.repeats import RepeatPurchases, repeat_purchase_rate, repeat_purchases

_HOMES = {
    "cohort_tables": ("CohortTable", "cohort_table"),
    "periods": ("PeriodRetention", "churn_by_silence", "period_retention", "revenue_retention_of_periods"),
    "repeats": ("RepeatPurchases", "repeat_purchase_rate", "repeat_purchases"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CohortTable",
    "LogRank",
    "PeriodRetention",
    "RepeatPurchases",
    "RevenueRetention",
    "SurvivalCurve",
    "annual_churn",
    "churn_by_probability_alive",
    "churn_by_silence",
    "churn_rate",
    "cohort_table",
    "kaplan_meier",
    "log_rank",
    "period_retention",
    "repeat_purchase_rate",
    "repeat_purchases",
    "retention_rate",
    "revenue_retention",
    "revenue_retention_of_periods",
    "revenue_retention_of_totals",
]


if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> object:
        """Import the home of a public name on its first use."""
        if name not in _HOME_OF:
            raise AttributeError(f"module 'regulars.retention' has no attribute {name!r}")
        value = getattr(import_module(f"regulars.retention.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
