"""From a file of any shop to typed orders in Parquet: no database, no server, no clock.

    orders = read_orders(path, options=OrderOptions(time_zone="Europe/Moscow"), workdir=folder)
    orders.orders_path    # a row an order, see ORDER_COLUMNS
    orders.lines_path     # a row a line, see LINE_COLUMNS
    orders.customers_path # a row a customer of the file, see CUSTOMER_COLUMNS

The same step serves the import and the report made without a database.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .contracts import (
    CUSTOMER_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    Choice,
    DuplicateNumbers,
    FileCounts,
    OrderOptions,
    OrdersFile,
    OrdersFileError,
    RowsAre,
    Total,
)
from .fields import ORDER_FIELDS

if TYPE_CHECKING:
    from .reading import group_orders, read_orders

__all__ = [
    "CUSTOMER_COLUMNS",
    "LINE_COLUMNS",
    "ORDER_COLUMNS",
    "ORDER_FIELDS",
    "Choice",
    "DuplicateNumbers",
    "FileCounts",
    "OrderOptions",
    "OrdersFile",
    "OrdersFileError",
    "RowsAre",
    "Total",
    "group_orders",
    "read_orders",
]


def __getattr__(name: str) -> object:
    """Reading brings an engine along; whoever needs only the shapes does not wait for it."""
    if name in {"group_orders", "read_orders"}:
        return getattr(import_module(".reading", __name__), name)
    raise AttributeError(name)
