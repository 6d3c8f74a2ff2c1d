"""What others may see of sales: rights, and the shapes a file of orders takes on its way in."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.sales.files.contracts import OrderOptions
from zabota.foundation.identity.contracts import DIRECTORS, EVERYONE, declare_permission
from zabota.foundation.importing.contracts import ReadingHints

READ_ORDERS = declare_permission("sales.read", _("See orders"), EVERYONE)
EXPORT_ORDERS = declare_permission("sales.export", _("Download orders"), DIRECTORS)
IMPORT_ORDERS = declare_permission("sales.import", _("Import orders and undo imports"), DIRECTORS)
ORDER_KIND = "order"
"""The sort of things under which orders are found by the search."""
ORDERS_TABLE = "sales.order"
"""How an import remembers orders it replaced."""
NAMELESS = "~"
"""How a number begins that we made up, because the source gives none."""
MANUAL_SOURCE = "file"
"""The source of orders that come in files: the same order in two files is one order."""

SMALL_FILE_BYTES = 3 * 2**20
SMALL_FILE_ROWS = 30_000
"""Up to this size a file is read and checked while the person waits; above, a job does it."""

FILE_KIND, DEMO_KIND = "orders", "demo"
FILE_KINDS = (FILE_KIND, DEMO_KIND)
"""Kinds of imports whose file is one of orders: a company's own, and the demo company's."""

IMPORT_TURN = "sales.import"
"""Imports of orders and of people, and their undoings, take turns, batch by batch: each finds the customers and
orders the other has just written, and none removes a customer the other is about to use."""


class ImportStateError(Exception):
    """This cannot be done with an import in this state (an undone import cannot be undone)."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class WhenChanged(StrEnum):
    """What to do with orders that are here already with other contents."""

    KEEP = "keep"
    REPLACE = "replace"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything a person chooses about an import besides the columns."""

    order: OrderOptions = field(default_factory=OrderOptions)
    hints: ReadingHints = field(default_factory=ReadingHints)
    source: str = MANUAL_SOURCE
    when_changed: WhenChanged = WhenChanged.KEEP
