"""How a condition on a field becomes SQL, for columns of the customer and for rows that hang on him."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import DateTimeField, Exists, ForeignKey, IntegerField, Model, OuterRef, Q, QuerySet

from zabota.capabilities.customers.filtering import Condition, Operator, SortedBy, ValuesOf, Where
from zabota.capabilities.customers.models import Customer
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor

FEW = 100_000
"""So many rows SQLite lists in some hundredths of a second."""
HINT_SECONDS = 300

Rows = Callable[[], QuerySet[Any]]

_OPPOSITE = {
    Operator.IS_NOT: Operator.IS,
    Operator.NONE_OF: Operator.ONE_OF,
    Operator.EMPTY: Operator.FILLED,
}


def having(rows: QuerySet[Any]) -> Q:
    """Customers with at least one of these rows, which have `customer_id`.

    SQLite starts from the rows where they are few only if it is an IN; PostgreSQL hashes an EXISTS of any size.
    """
    if connection.vendor == "sqlite":
        return Q(pk__in=rows.filter(customer_id__isnull=False).order_by().values("customer_id"))
    return Q(_exists(rows))


def narrowest_first(parts: Sequence[Q]) -> Sequence[Q]:
    """Conditions that must all hold, so that SQLite need not list a million rows to test the few that the others leave.

    Where one condition leaves few customers, the rows of all others are looked up customer by customer.
    """
    lists = [_listed(part) for part in parts]
    if connection.vendor != "sqlite" or len(parts) < 2 or all(listed is None for listed in lists):
        return parts
    narrow = next((place for place, part in enumerate(parts) if _are_few(part, lists[place])), None)
    if narrow is None:
        return parts
    return [
        part if listed is None or place == narrow else Q(Exists(listed.filter(customer_id=OuterRef("pk"))))
        for place, (part, listed) in enumerate(zip(parts, lists, strict=True))
    ]


def _listed(part: Q) -> QuerySet[Any] | None:
    """The rows of `having`, where the condition is nothing else."""
    if part.negated or len(part.children) != 1 or not isinstance(part.children[0], tuple):
        return None
    name, rows = part.children[0]
    is_rows = name == "pk__in" and isinstance(rows, QuerySet) and rows.query.values_select == ("customer_id",)
    return rows if is_rows else None


def _are_few(part: Q, listed: QuerySet[Any] | None) -> bool:
    """A hint, so it may be some minutes old: a wrong one costs time and changes no answer."""
    rows = (Customer.objects.filter(part) if listed is None else listed).order_by()[: FEW + 1]
    key = f"customers.few:{sha256(str(rows.query).encode()).hexdigest()}"
    known: bool | None = caches["near"].get(key)
    if known is None:
        known = rows.count() <= FEW
        caches["near"].set(key, known, HINT_SECONDS)
    return known


def not_having(rows: QuerySet[Any]) -> Q:
    return ~Q(_exists(rows))


def _exists(rows: QuerySet[Any]) -> Exists:
    return Exists(rows.filter(customer_id=OuterRef("pk")).order_by())


def on_column(column: str) -> Where:
    """A condition on a column of the customer himself."""
    return lambda asked: compare(Customer, column, asked)


def on_rows(rows: Rows, column: str) -> Where:
    """A condition on a column of rows that have `customer_id`: one row that fits is enough, "not" means none does."""

    def where(asked: Condition) -> Q:
        found = rows()
        if asked.operator is Operator.ALL_OF:
            together = Q()
            for value in asked.values:
                one = Condition(operator=Operator.ONE_OF, values=(value,), now=asked.now)
                together &= having(found.filter(compare(found.model, column, one)))
            return together
        if positive := _OPPOSITE.get(asked.operator):
            opposite = Condition(operator=positive, values=asked.values, now=asked.now)
            return not_having(found.filter(compare(found.model, column, opposite)))
        return having(found.filter(compare(found.model, column, asked)))

    return where


def on_latest(rows: Rows, column: str) -> Where:
    """A condition on the day of something that happens again and again.

    "Not within the last days" and "before" ask of the last time, and find those to whom it never happened too;
    the rest asks of any time.
    """

    def where(asked: Condition) -> Q:
        since = {Operator.NOT_LAST_DAYS: Operator.LAST_DAYS, Operator.BEFORE: Operator.AT_LEAST}.get(asked.operator)
        if since is None:
            return on_rows(rows, column)(asked)
        after = Condition(operator=since, values=asked.values, now=asked.now)
        found = rows()
        return not_having(found.filter(compare(found.model, column, after)))

    return where


def whether(rows: Rows) -> Where:
    """A yes or no: has the customer such rows?"""
    return lambda asked: having(rows()) if asked.values[0] else not_having(rows())


def branch_choices(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in identity.list_branches().order_by("name")]


def own_column(column: str) -> ValuesOf:
    """Cells of a column of the customer, with the words of its choices."""
    field = Customer._meta.get_field(column)
    words = dict(getattr(field, "flatchoices", ()))
    if not words:
        return lambda customers: {one.pk: getattr(one, column) for one in customers}
    return lambda customers: {one.pk: str(words.get(getattr(one, column), "")) for one in customers}


def own_order(column: str) -> SortedBy:
    return SortedBy(rows=Customer.objects.all, column=column)


def compare(model: type[Model], column: str, asked: Condition) -> Q:
    """The condition on one column of `model`; a moment is compared by its day in the company's time zone."""
    field = model._meta.get_field(column)
    if ends := _ends(asked):
        return _between(column, ends, asked, is_moment=isinstance(field, DateTimeField))
    if asked.operator in (Operator.EMPTY, Operator.FILLED):
        empty = Q(**{column: ""}) if field.empty_strings_allowed else Q(**{f"{column}__isnull": True})
        return empty if asked.operator is Operator.EMPTY else ~empty
    if asked.operator is Operator.CONTAINS:
        return contains(column, str(asked.values[0]))
    held = [value for value in asked.values if _may_be_held(field, value)]
    same = Q(**{f"{column}__in": [spelling for value in held for spelling in _spellings(value)]})
    return ~same if asked.operator in (Operator.IS_NOT, Operator.NONE_OF) else same


def contains(column: str, part: str) -> Q:
    """A part of a text, in any case.

    SQLite knows no capitals but the Latin ones: the usual spellings of other alphabets are asked for by name.
    """
    if connection.vendor != "sqlite" or part.isascii():
        return Q(**{f"{column}__icontains": part})
    found = Q(pk=None)
    for spelling in {part, part.lower(), part.capitalize()}:
        found |= Q(**{f"{column}__contains": spelling})
    return found


def _may_be_held(field: object, value: object) -> bool:
    """Whoever wrote the address by hand may have put a word where a column holds numbers of rows."""
    if not isinstance(value, str) or not isinstance(field, IntegerField | ForeignKey):
        return True
    return value.isascii() and value.isdecimal() and len(value) < len(str(2**63))


def _spellings(value: Any) -> set[Any]:  # noqa: ANN401 - whatever the column holds
    """A word may be typed without its capital; an index finds both."""
    return {value, value[:1].upper() + value[1:]} if isinstance(value, str) else {value}


Ends = tuple[Any, Any]
"""Both included; None at an open end."""

_ENDS: Mapping[Operator, Callable[[date, Sequence[Any]], Ends]] = {
    Operator.AT_LEAST: lambda _today, given: (given[0], None),
    Operator.AT_MOST: lambda _today, given: (None, given[0]),
    Operator.BETWEEN: lambda _today, given: (given[0], given[1]),
    Operator.BEFORE: lambda _today, given: (None, given[0] - timedelta(days=1)),
    Operator.AFTER: lambda _today, given: (given[0] + timedelta(days=1), None),
    Operator.LAST_DAYS: lambda today, given: (today - timedelta(days=given[0]), today),
    Operator.NOT_LAST_DAYS: lambda today, given: (None, today - timedelta(days=given[0] + 1)),
    Operator.NEXT_DAYS: lambda today, given: (today, today + timedelta(days=given[0])),
}


def _ends(asked: Condition) -> Ends | None:
    if asked.operator is Operator.IS and isinstance(asked.values[0], date):
        return asked.values[0], asked.values[0]
    ends = _ENDS.get(asked.operator)
    return ends(asked.today, asked.values) if ends else None


def _between(column: str, ends: Ends, asked: Condition, *, is_moment: bool) -> Q:
    low, high = ends
    found = Q()
    if low is not None:
        found &= Q(**{f"{column}__gte": datetime.combine(low, time(), asked.now.tzinfo) if is_moment else low})
    if high is None:
        return found
    if is_moment:
        return found & Q(**{f"{column}__lt": datetime.combine(high + timedelta(days=1), time(), asked.now.tzinfo)})
    return found & Q(**{f"{column}__lte": high})
