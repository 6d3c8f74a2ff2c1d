"""Customers, the ways to reach them, and what a card knows of a person.

Other capabilities hang their own rows on a customer by `customer_id` and declare them (see `rows.declare_rows`).
"""

from zabota.capabilities.customers.models._card import (
    CustomerDate,
    CustomerNote,
    CustomerTag,
    DateKind,
    Responsibility,
)
from zabota.capabilities.customers.models._consent import Channel, ConsentEntry, Purpose
from zabota.capabilities.customers.models._customer import (
    ContactKind,
    ContactPoint,
    Customer,
    CustomerKey,
    CustomerKind,
    Manner,
)
from zabota.capabilities.customers.models._tags import Tag

__all__ = [
    "Channel",
    "ConsentEntry",
    "ContactKind",
    "ContactPoint",
    "Customer",
    "CustomerDate",
    "CustomerKey",
    "CustomerKind",
    "CustomerNote",
    "CustomerTag",
    "DateKind",
    "Manner",
    "Purpose",
    "Responsibility",
    "Tag",
]
