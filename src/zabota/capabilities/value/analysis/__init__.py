"""The only door from `value` to the library `regulars`: orders in, numbers with their uncertainty out.

Nothing here touches the database: the same functions serve the pages and the report made from a file.
"""

from regulars.audit import OTHER as OTHER_GOODS
from regulars.audit import UNNAMED as UNNAMED_GOODS
from regulars.audit import Column, Finding, Identity, LensResult, Plot, Table

from zabota.capabilities.value.analysis.choice import ModelChoice
from zabota.capabilities.value.analysis.facts import MainCurrency, take_main_currency
from zabota.capabilities.value.analysis.lenses import Audit, AuditChoice, AuditFrame, Chapter, Lens, audit_of
from zabota.capabilities.value.analysis.review import Look, Month, Review, review_of
from zabota.capabilities.value.analysis.worth import OutlookAt, Worth, WorthOptions, worth_of

__all__ = [
    "OTHER_GOODS",
    "UNNAMED_GOODS",
    "Audit",
    "AuditChoice",
    "AuditFrame",
    "Chapter",
    "Column",
    "Finding",
    "Identity",
    "Lens",
    "LensResult",
    "Look",
    "MainCurrency",
    "ModelChoice",
    "Month",
    "OutlookAt",
    "Plot",
    "Review",
    "Table",
    "Worth",
    "WorthOptions",
    "audit_of",
    "review_of",
    "take_main_currency",
    "worth_of",
]
