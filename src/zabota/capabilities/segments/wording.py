"""A filter and its fields in the words of a person."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zabota.capabilities.customers.filtering import Cell, FieldKind, FilterField, Operator
from zabota.capabilities.segments.contracts import Asked, Group
from zabota.capabilities.segments.criteria import SEVERAL, get_field, values_of
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor

OPERATOR_WORDS: Mapping[Operator, str | Promise] = {
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.IS: gettext_lazy("is exactly"),
    Operator.IS_NOT: gettext_lazy("is not"),
    Operator.ONE_OF: gettext_lazy("is one of"),
    Operator.NONE_OF: gettext_lazy("is none of"),
    Operator.ALL_OF: gettext_lazy("is all of"),
    Operator.AT_LEAST: gettext_lazy("at least"),
    Operator.AT_MOST: gettext_lazy("at most"),
    Operator.BETWEEN: gettext_lazy("from … to"),
    Operator.BEFORE: gettext_lazy("before the day"),
    Operator.AFTER: gettext_lazy("after the day"),
    Operator.LAST_DAYS: gettext_lazy("within the last … days"),
    Operator.NOT_LAST_DAYS: gettext_lazy("not within the last … days"),
    Operator.NEXT_DAYS: gettext_lazy("within the next … days"),
    Operator.EMPTY: gettext_lazy("is empty"),
    Operator.FILLED: gettext_lazy("is filled in"),
}


def sentence(group: Group, *, fields: Mapping[str, FilterField], actor: Actor, currency: str) -> str:
    """ "City: is exactly “Казань” and (Orders: at least 3 or …)"."""
    joint = _(" or ") if group.is_any else _(" and ")
    said = []
    for part in group.parts:
        if isinstance(part, Group):
            inner = sentence(part, fields=fields, actor=actor, currency=currency)
            said.append(f"({inner})" if len(part.parts) > 1 and len(group.parts) > 1 else inner)
        else:
            said.append(condition(part, fields=fields, actor=actor, currency=currency))
    return joint.join(said)


def condition(asked: Asked, *, fields: Mapping[str, FilterField], actor: Actor, currency: str) -> str:
    field = get_field(asked, fields)
    if field.kind is FieldKind.YES_NO:
        yes = asked.values[:1] == ("yes",)
        answer = _("yes") if yes else _("no")
        return f"{field.label}: {answer}"
    values = values_of(field, asked)
    if asked.operator in (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS, Operator.NEXT_DAYS):
        return f"{field.label}: {_in_days(asked.operator, values[0])}"
    words = {code: str(label) for code, label in field.choices(actor)} if field.choices else {}
    shown = [_shown(field, value, words, currency) for value in values]
    if asked.operator is Operator.BETWEEN:
        return f"{field.label}: " + _("from %(low)s to %(high)s") % {"low": shown[0], "high": shown[1]}
    if asked.operator in SEVERAL:
        named = ", ".join(shown)
        return f"{field.label}: {named}" if asked.operator is Operator.ONE_OF else (
            f"{field.label} {OPERATOR_WORDS[asked.operator]}: {named}"
        )  # fmt: skip
    return " ".join([f"{field.label}:", str(OPERATOR_WORDS[asked.operator]), *shown])


def _in_days(operator: Operator, days: int) -> str:
    words = {"n": formats.number(days)}
    if operator is Operator.LAST_DAYS:
        return ngettext("within the last day", "within the last %(n)s days", days) % words
    if operator is Operator.NEXT_DAYS:
        return ngettext("within the next day", "within the next %(n)s days", days) % words
    return ngettext("not within the last day", "not within the last %(n)s days", days) % words


def _shown(field: FilterField, value: object, words: Mapping[str, str], currency: str) -> str:
    if isinstance(value, date):
        return formats.day(value, today=date.min)
    if field.kind is FieldKind.MONEY and isinstance(value, int):
        return formats.money_round(value, currency)
    if isinstance(value, Decimal):
        return formats.number(value)
    if field.kind is FieldKind.TEXT:
        return _("“%(value)s”") % {"value": value}
    return words.get(str(value), str(value))


def cell(field: FilterField, value: Cell, *, today: date, currency: str) -> str:
    """A value of a customer as it stands in a column; "" where nothing is known."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return formats.day(value, today=today)
    if field.kind is FieldKind.MONEY and isinstance(value, int):
        return formats.money_round(value, currency)
    return value if isinstance(value, str) else formats.number(value)
