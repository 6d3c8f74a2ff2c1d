"""A filter between its three shapes: the text of an address, a tree, a question to the database.

The text is JSON, short enough to read:
`["all",["city","is","Казань"],["any",["tags","one_of","7"],["orders","at_least","3"]]]`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers.conditions import narrowest_first
from zabota.capabilities.customers.filtering import OPERATORS, Condition, FieldKind, FilterField, Operator
from zabota.capabilities.segments.contracts import MOST_CONDITIONS, Asked, BadFilterError, Group

DEEPEST = 3
LONGEST_VALUE = 300
MOST_DAYS = 36_500
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 1, 1)
_WITHOUT_VALUES = {Operator.EMPTY, Operator.FILLED}
_IN_DAYS = {Operator.LAST_DAYS, Operator.NOT_LAST_DAYS, Operator.NEXT_DAYS}
SEVERAL = {Operator.ONE_OF, Operator.NONE_OF, Operator.ALL_OF}


def write(group: Group) -> str:
    """The text of an address; "" for everybody."""
    return json.dumps(_listed(group), ensure_ascii=False, separators=(",", ":")) if group else ""


def read(text: str | None) -> Group:
    """Raises BadFilterError for what nobody could have meant."""
    if not text:
        return Group()
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFilterError(_("The filter in the address cannot be read: set it anew.")) from error
    group = _group(told, 1)
    if sum(1 for _one in leaves(group)) > MOST_CONDITIONS:
        raise BadFilterError(_("A filter takes %(n)s conditions at most.") % {"n": MOST_CONDITIONS})
    return group


def leaves(group: Group) -> list[Asked]:
    found: list[Asked] = []
    for part in group.parts:
        found += leaves(part) if isinstance(part, Group) else [part]
    return found


def to_q(group: Group, *, fields: Mapping[str, FilterField], now: datetime) -> Q:
    """The question to the database. Raises BadFilterError for a field that is not there, or not to be asked."""
    parts = [
        to_q(part, fields=fields, now=now) if isinstance(part, Group) else condition_q(part, fields, now)
        for part in group.parts
    ]
    found = Q()
    for part in parts if group.is_any else narrowest_first(parts):
        found = found | part if group.is_any else found & part
    return found


def condition_q(asked: Asked, fields: Mapping[str, FilterField], now: datetime) -> Q:
    field = get_field(asked, fields)
    if field.where is None or asked.operator not in field.asked:
        raise BadFilterError(_("“%(field)s” cannot be asked like this.") % {"field": field.label})
    told = Condition(operator=asked.operator, values=values_of(field, asked), now=timezone.localtime(now))
    return field.where(told)


def get_field(asked: Asked, fields: Mapping[str, FilterField]) -> FilterField:
    if asked.field not in fields:
        raise BadFilterError(_("A field of this filter is not there any more, or not yours to see: “%(field)s”.") % {
            "field": asked.field,
        })  # fmt: skip
    return fields[asked.field]


def count_of_values(operator: Operator) -> int:
    """How many values are asked for: 0, 1 or 2; those of a list count as one."""
    return 0 if operator in _WITHOUT_VALUES else 2 if operator is Operator.BETWEEN else 1


def kind_of_value(field: FilterField, operator: Operator) -> FieldKind:
    return FieldKind.NUMBER if operator in _IN_DAYS else field.kind


def values_of(field: FilterField, asked: Asked) -> tuple[Any, ...]:
    """The values of a condition in the field's kind. Raises BadFilterError naming the field."""
    needed = count_of_values(asked.operator)
    given = [value.strip()[:LONGEST_VALUE] for value in asked.values if value.strip()]
    if asked.operator not in SEVERAL:
        given = given[:needed]
    if len(given) < needed:
        raise BadFilterError(_("“%(field)s”: fill in what to look for.") % {"field": field.label})
    if asked.operator in _IN_DAYS:
        return (_days(field, given[0]),)
    values = tuple(_value(field, text) for text in given)
    if asked.operator is Operator.BETWEEN and values[0] > values[1]:
        return values[1], values[0]
    return values


def _value(field: FilterField, text: str) -> Any:  # noqa: ANN401 - of the field's kind
    try:
        if field.kind is FieldKind.NUMBER:
            return _number(text)
        if field.kind is FieldKind.MONEY:
            return int((_number(text) * 100).to_integral_value())
        if field.kind is FieldKind.DATE:
            return _day(text)
    except (ValueError, InvalidOperation, OverflowError) as error:
        expected = {
            FieldKind.NUMBER: _("a number like 12.5"), FieldKind.MONEY: _("a sum like 1500"),
            FieldKind.DATE: _("a day like 2026-05-31"),
        }[field.kind]  # fmt: skip
        raise BadFilterError(
            _("“%(field)s”: expected %(what)s, got “%(value)s”.")
            % {"field": field.label, "what": expected, "value": text[:40]}
        ) from error
    return text == "yes" if field.kind is FieldKind.YES_NO else text


def _number(text: str) -> Decimal:
    number = Decimal(text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", "."))
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise InvalidOperation
    return number


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not EARLIEST <= day < LATEST:
        raise ValueError(text)
    return day


def _days(field: FilterField, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:6]) <= MOST_DAYS and len(text) < 7):
        raise BadFilterError(_("“%(field)s”: expected a whole number of days.") % {"field": field.label})
    return int(text)


def _listed(part: Asked | Group) -> list[Any]:
    if isinstance(part, Asked):
        return [part.field, part.operator.value, *part.values]
    return ["any" if part.is_any else "all", *(_listed(one) for one in part.parts)]


def _group(told: object, depth: int) -> Group:
    if not (isinstance(told, list) and told and told[0] in ("all", "any")) or depth > DEEPEST:
        raise BadFilterError(_("The filter in the address cannot be read: set it anew."))
    return Group(parts=tuple(_part(one, depth) for one in told[1:]), is_any=told[0] == "any")


def _part(told: object, depth: int) -> Asked | Group:
    if isinstance(told, list) and told and told[0] in ("all", "any"):
        return _group(told, depth + 1)
    if not (isinstance(told, list) and len(told) > 1 and all(_is_text(one) for one in told)):
        raise BadFilterError(_("The filter in the address cannot be read: set it anew."))
    operators = {one.value: one for one in Operator}
    if told[1] not in operators:
        raise BadFilterError(_("The filter in the address cannot be read: set it anew."))
    return Asked(told[0], operators[told[1]], tuple(told[2:]))


def _is_text(told: object) -> bool:
    """JSON can spell what no database keeps: NUL, and one half of a pair."""
    return isinstance(told, str) and not re.search("[\x00\ud800-\udfff]", told)


def usual_operator(field: FilterField) -> Operator:
    return next(iter(field.asked), OPERATORS[field.kind][0])


def may_be_asked(fields: Mapping[str, FilterField]) -> Sequence[FilterField]:
    return [field for field in fields.values() if field.where is not None]
