"""The card's own facts as fields to filter by, show in columns, sort and export."""

from calendar import isleap
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.brief_words import next_time
from zabota.capabilities.customers.conditions import (
    branch_choices,
    having,
    not_having,
    on_column,
    on_rows,
    own_column,
    own_order,
)
from zabota.capabilities.customers.conditions import whether as whether_rows
from zabota.capabilities.customers.contracts import CUSTOMER_KIND, READ_CUSTOMERS
from zabota.capabilities.customers.filtering import (
    Cell,
    Condition,
    FieldKind,
    FilterField,
    Operator,
    ValuesOf,
    declare_field,
)
from zabota.capabilities.customers.models import (
    Channel,
    ConsentEntry,
    ContactKind,
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerKind,
    CustomerTag,
    DateKind,
    Manner,
    Purpose,
    Tag,
)
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.search import queries as search

MESSENGERS = (ContactKind.TELEGRAM, ContactKind.WHATSAPP, ContactKind.VIBER, ContactKind.VK, ContactKind.MAX)
YEAR = 366
LATEST, MOST_SUGGESTED, SUGGESTED_FOR_SECONDS = 2_000, 200, 60
CARD, REACH, CONSENTS = _("Card"), _("How to reach them"), _("Consents")


def _field(code: str, label: Promise, kind: FieldKind, group: Promise = CARD, **more: Any) -> None:  # noqa: ANN401
    """`more` are attributes of the field, as FilterField takes them."""
    declare_field(FilterField(code=code, label=label, group=group, kind=kind, permission=READ_CUSTOMERS, **more))


def _name(asked: Condition) -> Q:
    """A part of a name is found by the search's words: quick on a million, in any form and case."""
    if asked.operator is Operator.CONTAINS:
        ids = search.matching_ids(CUSTOMER_KIND, asked.values[0])
        return Q(pk__in=[]) if ids is None else Q(pk__in=ids)
    return on_column("name")(asked)


def _colleagues(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in Staff.objects.filter(is_active=True).order_by("name", "pk")]


def _tags(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")]


def _used(column: str) -> Callable[[Actor], list[tuple[str, str]]]:
    """What stands in a column of the latest cards: suggested while one types. Of a large company a minute old."""

    def choices(_actor: Actor) -> list[tuple[str, str]]:
        key = f"customers.used:{column}"
        words: list[str] | None = caches["near"].get(key)
        if words is None:
            latest = list(Customer.objects.order_by("-id").values_list(column, flat=True)[:LATEST])
            words = sorted(set(latest) - {""})[:MOST_SUGGESTED]
            if len(latest) == LATEST:
                caches["near"].set(key, words, SUGGESTED_FOR_SECONDS)
        return [(value, value) for value in words]

    return choices


def _named(model: type[Staff] | type[Branch], column: str) -> ValuesOf:
    """The name behind a foreign key: one query for all rows shown."""

    def values(customers: Sequence[Customer]) -> Mapping[int, Cell]:
        ids = {one.pk: getattr(one, column) for one in customers}
        names = {one.pk: str(one) for one in model._default_manager.filter(pk__in={*ids.values()} - {None})}
        return {customer_id: names.get(pk, "") for customer_id, pk in ids.items()}

    return values


def _tag_names(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    rows = CustomerTag.objects.filter(customer_id__in=[one.pk for one in customers]).order_by("tag__name")
    return _gathered(rows.values_list("customer_id", "tag__name"))


def _ways(kind: str) -> ValuesOf:
    def values(customers: Sequence[Customer]) -> Mapping[int, Cell]:
        rows = ContactPoint.objects.filter(customer_id__in=[one.pk for one in customers], kind=kind)
        return _gathered(rows.values_list("customer_id", "value"))

    return values


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, Cell]:
    found: dict[int, list[str]] = defaultdict(list)
    for customer_id, words in pairs:
        found[customer_id].append(words)
    return {customer_id: tuple(words) for customer_id, words in found.items()}


def _points(kind: str) -> Callable[[], QuerySet[ContactPoint]]:
    return lambda: ContactPoint.objects.filter(kind=kind)


def _birthdays() -> QuerySet[CustomerDate]:
    return CustomerDate.objects.filter(kind=DateKind.BIRTHDAY)


def _birthday(asked: Condition) -> Q:
    """Within the next days, by day and month; or whether it is known at all."""
    if asked.operator is Operator.FILLED:
        return having(_birthdays())
    if asked.operator is Operator.EMPTY:
        return not_having(_birthdays())
    days = Q(pk=None)
    for on in (asked.today + timedelta(days=ahead) for ahead in range(min(asked.values[0], YEAR) + 1)):
        days |= Q(month=on.month, day=on.day)
        if (on.month, on.day) == (2, 28) and not isleap(on.year):
            days |= Q(month=2, day=29)
    return having(_birthdays().filter(days))


def _next_birthday(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    rows = _birthdays().filter(customer_id__in=[one.pk for one in customers])
    today = timezone.localdate()
    return {
        customer_id: next_time(month=month, day=day, today=today)
        for customer_id, month, day in rows.values_list("customer_id", "month", "day")
    }


def _consents(asked: Condition) -> Q:
    """What the customer said last of a channel and a purpose; the choice is "email:marketing"."""
    latest = ConsentEntry.objects.values("customer_id", "channel", "purpose").annotate(last=Max("pk")).values("last")
    said = ConsentEntry.objects.filter(pk__in=latest, is_given=True)
    pairs = [str(value).partition(":")[::2] for value in asked.values]
    wanted = [said.filter(channel=channel, purpose=purpose) for channel, purpose in pairs]
    found = Q() if asked.operator is Operator.ALL_OF else Q(pk=None)
    for rows in wanted:
        found = found & having(rows) if asked.operator is Operator.ALL_OF else found | having(rows)
    return ~found if asked.operator is Operator.NONE_OF else found


def _consent_choices(_actor: Actor) -> list[tuple[str, str]]:
    return [
        (f"{channel}:{purpose}", f"{channel_words}: {str(words).lower()}")
        for channel, channel_words in Channel.choices for purpose, words in Purpose.choices
    ]  # fmt: skip


_field(
    "name", _("Name"), FieldKind.TEXT, where=_name, by_names=on_column("name"), values_of=own_column("name"),
    sorted_by=own_order("name"),
    operators=(Operator.CONTAINS, Operator.IS, Operator.EMPTY, Operator.FILLED),
)  # fmt: skip
_field(
    "kind", _("Person or company"), FieldKind.CHOICE, where=on_column("kind"), values_of=own_column("kind"),
    choices=lambda _actor: CustomerKind.choices, operators=(Operator.ONE_OF,),
)  # fmt: skip
_field(
    "tags",
    _("Tags"),
    FieldKind.MANY,
    where=on_rows(CustomerTag.objects.all, "tag_id"),
    choices=_tags,
    values_of=_tag_names,
)
for _code, _label, _column in (
    ("city", _("City"), "city"),
    ("address", _("Address"), "address"),
    ("occupation", _("Occupation"), "occupation"),
    ("source", _("Came from"), "acquisition_source"),
    ("language", _("Language"), "language"),
):
    _field(
        _code, _label, FieldKind.TEXT, where=on_column(_column), values_of=own_column(_column),
        choices=_used(_column) if _code in {"city", "source", "language"} else None,
        sorted_by=own_order(_column) if _code == "city" else None,
    )  # fmt: skip
_field(
    "manner", _("Customer type"), FieldKind.CHOICE, where=on_column("manner"), values_of=own_column("manner"),
    choices=lambda _actor: Manner.choices,
)  # fmt: skip
_field(
    "owner", _("Responsible"), FieldKind.CHOICE, where=on_column("owner_id"), values_of=_named(Staff, "owner_id"),
    choices=_colleagues,
)  # fmt: skip
_field(
    "branch", _("Branch"), FieldKind.CHOICE, where=on_column("branch_id"), values_of=_named(Branch, "branch_id"),
    choices=branch_choices,
)  # fmt: skip
_field(
    "birthday", _("Birthday"), FieldKind.DATE, where=_birthday, values_of=_next_birthday,
    operators=(Operator.NEXT_DAYS, Operator.FILLED, Operator.EMPTY),
)  # fmt: skip
_field(
    "added", _("Added"), FieldKind.DATE, where=on_column("created_at"), sorted_by=own_order("created_at"),
    values_of=lambda customers: {one.pk: timezone.localdate(one.created_at) for one in customers},
    operators=(
        Operator.LAST_DAYS, Operator.NOT_LAST_DAYS, Operator.BEFORE, Operator.AFTER, Operator.BETWEEN, Operator.IS,
    ),
)  # fmt: skip
for _code, _label, _kind in (("phone", _("Phone"), ContactKind.PHONE), ("email", _("E-mail"), ContactKind.EMAIL)):
    _field(
        _code, _label, FieldKind.TEXT, REACH, where=on_rows(_points(_kind), "value"), values_of=_ways(_kind),
        operators=(Operator.FILLED, Operator.EMPTY, Operator.CONTAINS, Operator.IS),
    )  # fmt: skip
_field(
    "messenger", _("Has a messenger"), FieldKind.YES_NO, REACH,
    where=whether_rows(lambda: ContactPoint.objects.filter(kind__in=MESSENGERS)),
)  # fmt: skip
_field(
    "consent", _("Agreed to"), FieldKind.MANY, CONSENTS, where=_consents, choices=_consent_choices,
    operators=(Operator.ONE_OF, Operator.ALL_OF, Operator.NONE_OF),
)  # fmt: skip
