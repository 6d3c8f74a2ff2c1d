"""The customer-base audit: five lenses from orders to frozen tables, plots, identities and findings."""

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Grain, Period
from regulars.audit.lens_one_cohort import one_cohort
from regulars.audit.lens_one_period import one_period
from regulars.audit.lens_two_periods import two_periods
from regulars.audit.results import (
    Cohorts,
    Column,
    Finding,
    Identity,
    LensResult,
    OneCohort,
    OnePeriod,
    Plot,
    Series,
    Table,
    Totals,
    TwoPeriods,
    WholeBase,
)
from regulars.audit.slipping import Silences, unusual_silences

__all__ = [
    "Cohorts",
    "Column",
    "CustomerBase",
    "Finding",
    "Grain",
    "Identity",
    "LensResult",
    "OneCohort",
    "OnePeriod",
    "Period",
    "Plot",
    "Series",
    "Silences",
    "Table",
    "Totals",
    "TwoPeriods",
    "WholeBase",
    "one_cohort",
    "one_period",
    "two_periods",
    "unusual_silences",
]
