"""The only door from `value` to the library `regulars`: orders in, numbers with their uncertainty out.

Nothing here touches the database: the same functions serve the pages and the report made from a file.
"""

from zabota.capabilities.value.analysis.facts import MainCurrency, take_main_currency
from zabota.capabilities.value.analysis.worth import OutlookAt, Worth, WorthOptions, worth_of

__all__ = ["MainCurrency", "OutlookAt", "Worth", "WorthOptions", "take_main_currency", "worth_of"]
