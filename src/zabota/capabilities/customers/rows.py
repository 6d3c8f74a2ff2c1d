"""Whose rows hang on a customer: every table is declared once, and whatever happens to customers obeys.

declare_rows(Order, when_deleted=Fate.LOSE_THE_CUSTOMER)

`tests/architecture/test_customer_rows.py` fails for a table that points at customers and is not declared.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model, Q
from django.utils.functional import Promise


class Fate(StrEnum):
    """What becomes of a row when its customer is deleted.

    `STAY` is for derived rows, which keep the number of a customer who is not there until they are made anew.
    """

    GO_ALONG = "go_along"
    LOSE_THE_CUSTOMER = "lose_the_customer"
    STAY = "stay"


@dataclass(frozen=True, kw_only=True)
class CustomerRows:
    """A table whose column `customer_id` names the customer a row belongs to; `label` says what its rows are.

    `by_rule` are the rows the product makes of what stands on the card: untouched, they are no work of people.
    """

    model: type[Model]
    label: str | Promise
    when_deleted: Fate
    by_rule: Q | None = None


_declared: dict[str, CustomerRows] = {}


def declare_rows(
    model: type[Model],
    *,
    when_deleted: Fate = Fate.GO_ALONG,
    label: str | Promise | None = None,
    by_rule: Q | None = None,
) -> None:
    """Say that rows of `model` belong to a customer, and what becomes of them when he is deleted.

    `label` is what a person calls them: they are counted under it where it is shown what is held of somebody.
    """
    named = label or model._meta.verbose_name_plural or model._meta.label
    _declared[model._meta.label] = CustomerRows(
        model=model, label=named, when_deleted=when_deleted, by_rule=by_rule
    )  # fmt: skip


def declared_rows() -> tuple[CustomerRows, ...]:
    """In the order of declaration: what points at others comes after them."""
    return tuple(_declared.values())
