"""The customer-base audit: five lenses and the product view, from orders to tables, plots, identities, findings."""

from regulars.audit.base import CustomerBase
from regulars.audit.calendar import Grain, Period
from regulars.audit.finding_codes import FINDING_NUMBERS
from regulars.audit.goods import OTHER, UNNAMED, Goods
from regulars.audit.lens_cohorts import cohorts
from regulars.audit.lens_one_cohort import one_cohort
from regulars.audit.lens_one_period import one_period
from regulars.audit.lens_products import products
from regulars.audit.lens_two_periods import two_periods
from regulars.audit.lens_whole_base import whole_base
from regulars.audit.overview import Concentration, KeyFigure, Overview, concentration, overview
from regulars.audit.results import (
    Cohorts,
    Column,
    Finding,
    Identity,
    LensResult,
    OneCohort,
    OnePeriod,
    Plot,
    Products,
    Series,
    Table,
    Totals,
    TwoPeriods,
    WholeBase,
)
from regulars.audit.slipping import Silences, unusual_silences

__all__ = [
    "FINDING_NUMBERS",
    "OTHER",
    "UNNAMED",
    "Cohorts",
    "Column",
    "Concentration",
    "CustomerBase",
    "Finding",
    "Goods",
    "Grain",
    "Identity",
    "KeyFigure",
    "LensResult",
    "OneCohort",
    "OnePeriod",
    "Overview",
    "Period",
    "Plot",
    "Products",
    "Series",
    "Silences",
    "Table",
    "Totals",
    "TwoPeriods",
    "WholeBase",
    "cohorts",
    "concentration",
    "one_cohort",
    "one_period",
    "overview",
    "products",
    "two_periods",
    "unusual_silences",
    "whole_base",
]
