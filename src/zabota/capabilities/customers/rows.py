"""Whose rows hang on a customer: every table is declared once, and whatever happens to customers obeys.

declare_rows(Order, when_deleted=Fate.LOSE_THE_CUSTOMER)

`tests/architecture/test_customer_rows.py` fails for a table that points at customers and is not declared.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model


class Fate(StrEnum):
    """What becomes of a row when its customer is deleted.

    `STAY` is for derived rows, which keep the number of a customer who is not there until they are made anew.
    """

    GO_ALONG = "go_along"
    LOSE_THE_CUSTOMER = "lose_the_customer"
    STAY = "stay"


@dataclass(frozen=True, kw_only=True)
class CustomerRows:
    """A table whose column `customer_id` names the customer a row belongs to."""

    model: type[Model]
    when_deleted: Fate


_declared: dict[str, CustomerRows] = {}


def declare_rows(model: type[Model], *, when_deleted: Fate = Fate.GO_ALONG) -> None:
    """Say that rows of `model` belong to a customer, and what becomes of them when he is deleted."""
    _declared[model._meta.label] = CustomerRows(model=model, when_deleted=when_deleted)


def declared_rows() -> tuple[CustomerRows, ...]:
    """In the order of declaration: what points at others comes after them."""
    return tuple(_declared.values())
