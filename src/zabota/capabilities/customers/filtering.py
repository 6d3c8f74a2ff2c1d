"""By what customers are filtered, shown in columns, sorted and exported: each capability declares its own fields.

declare_field(FilterField(
    code="city", label=_("City"), group=_("Card"), kind=FieldKind.TEXT, permission=READ_CUSTOMERS,
    where=on_column("city"), values_of=own_column("city"), sorted_by=own_order("city"),
))

Fields the company makes itself come from a provider, asked anew each time: `declare_fields(provider)`.
How a condition becomes SQL is in `conditions.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from zabota.capabilities.customers import hiding
from zabota.capabilities.customers.models import Customer
from zabota.foundation.identity.contracts import Actor


class FieldKind(StrEnum):
    """`MONEY` is in minor units of the company's currency; `MANY` holds several choices, as tags do."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    YES_NO = "yes_no"


class Operator(StrEnum):
    CONTAINS = "contains"
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"
    NOT_LAST_DAYS = "not_last_days"
    NEXT_DAYS = "next_days"
    EMPTY = "empty"
    FILLED = "filled"


OPERATORS: Mapping[FieldKind, tuple[Operator, ...]] = {
    FieldKind.TEXT: (Operator.CONTAINS, Operator.IS, Operator.IS_NOT, Operator.EMPTY, Operator.FILLED),
    FieldKind.NUMBER: (
        Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS, Operator.EMPTY, Operator.FILLED,
    ),
    FieldKind.MONEY: (Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.EMPTY, Operator.FILLED),
    FieldKind.DATE: (
        Operator.LAST_DAYS, Operator.NOT_LAST_DAYS, Operator.NEXT_DAYS, Operator.BEFORE, Operator.AFTER,
        Operator.BETWEEN, Operator.IS, Operator.EMPTY, Operator.FILLED,
    ),
    FieldKind.CHOICE: (Operator.ONE_OF, Operator.NONE_OF, Operator.EMPTY, Operator.FILLED),
    FieldKind.MANY: (Operator.ONE_OF, Operator.ALL_OF, Operator.NONE_OF, Operator.EMPTY, Operator.FILLED),
    FieldKind.YES_NO: (Operator.IS,),
}  # fmt: skip
"""What may be asked of a field of each kind, the usual first."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`values` are of the field's kind: str, int or Decimal, minor units, date, codes of choices, bool.

    Days (`LAST_DAYS`…) are one int; `BETWEEN` has two values, both included; `EMPTY` and `FILLED` have none.
    `now` is in the company's time zone: its date is today.
    """

    operator: Operator
    values: tuple[Any, ...] = ()
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


Cell = str | int | float | Decimal | date | bool | tuple[str, ...] | None
"""A value as it is shown: choices in words, MANY as a tuple of words, money in minor units."""

Where = Callable[[Condition], Q]
Choices = Callable[[Actor], Sequence[tuple[str, str | Promise]]]
ValuesOf = Callable[[Sequence[Customer]], Mapping[int, Cell]]


@dataclass(frozen=True, kw_only=True)
class SortedBy:
    """Rows, at most one of a customer (`customer_id`, or Customer itself), and their column with an index by it."""

    rows: Callable[[], QuerySet[Any]]
    column: str


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """`where` turns a condition into a Q on Customer; None: a column only. `values_of` None: a filter only.

    `by_names` stands in the place of `where` for whoever does not see phones or e-mails: the search would tell of them.
    `operators` narrows those of the kind. `choices` are code and words; for text, what to suggest while one types.
    """

    code: str
    label: str | Promise
    group: str | Promise
    kind: FieldKind
    permission: str
    where: Where | None = None
    by_names: Where | None = None
    choices: Choices | None = None
    values_of: ValuesOf | None = None
    sorted_by: SortedBy | None = None
    operators: tuple[Operator, ...] = ()

    @property
    def asked(self) -> tuple[Operator, ...]:
        return self.operators or OPERATORS[self.kind]


Provider = Callable[[Actor], Iterable[FilterField]]

_fields: dict[str, FilterField] = {}
_providers: list[Provider] = []
_narrowings: dict[str, "Narrow"] = {}

Narrow = Callable[[Actor, str, datetime], Q]


def declare_field(field: FilterField) -> None:
    """`code` stands in addresses: letters, digits and underscores, never to be changed."""
    _fields[field.code] = field


def declare_fields(provider: Provider) -> None:
    """For fields that are rows of a table: `provider(actor)` is asked for each page."""
    if provider not in _providers:
        _providers.append(provider)


def declare_narrowing(parameter: str, narrow: Narrow) -> None:
    """A parameter of the API's list that a capability above understands, as `filter` and `segment`.

    `narrow(actor, text, now)` raises BadValueError in the parameter's name where the text says nothing.
    """
    _narrowings[parameter] = narrow


def narrowed(actor: Actor, asked: Mapping[str, str], *, now: datetime) -> Q:
    """What these parameters leave of the customers; one without a text leaves everybody."""
    found = Q()
    for parameter, text in asked.items():
        if text:
            found &= _narrowings[parameter](actor, text, now)
    return found


def fields_for(actor: Actor) -> dict[str, FilterField]:
    """By code, in the order of declaration, those whose values this person may see."""
    hidden = hiding.hidden_from(actor)
    provided = (field for provider in _providers for field in provider(actor))
    return {
        field.code: replace(field, where=field.by_names) if field.by_names and hidden.keeps_from_search else field
        for field in (*_fields.values(), *provided)
        if actor.may(field.permission) and field.code not in hidden.filters
    }
