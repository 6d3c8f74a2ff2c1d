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
from zabota.capabilities.customers.models._fields import CustomField, CustomFieldValue, FieldKind, FieldOption
from zabota.capabilities.customers.models._files import CustomerFile
from zabota.capabilities.customers.models._former import FormerNumber
from zabota.capabilities.customers.models._relations import Relation, RelationKind
from zabota.capabilities.customers.models._tags import Tag
from zabota.capabilities.customers.models._visibility import CardVisibility, HiddenFact, Reach

__all__ = [
    "CardVisibility",
    "Channel",
    "ConsentEntry",
    "ContactKind",
    "ContactPoint",
    "CustomField",
    "CustomFieldValue",
    "Customer",
    "CustomerDate",
    "CustomerFile",
    "CustomerKey",
    "CustomerKind",
    "CustomerNote",
    "CustomerTag",
    "DateKind",
    "FieldKind",
    "FieldOption",
    "FormerNumber",
    "HiddenFact",
    "Manner",
    "Purpose",
    "Reach",
    "Relation",
    "RelationKind",
    "Responsibility",
    "Tag",
]
