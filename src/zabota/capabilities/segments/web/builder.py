"""The filter as a form: conditions in groups, each changed where it stands; and the form read back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.customers.filtering import FieldKind, FilterField, Operator, fields_for
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments.contracts import Asked, Group
from zabota.capabilities.segments.wording import OPERATOR_WORDS
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of

MOST_ROWS = 40


@dataclass(frozen=True, kw_only=True)
class Row:
    """One condition of the form; `key` tells its inputs apart, `group` is the key of its group, "" outside any."""

    key: str
    group: str
    field: FilterField
    operator: Operator
    values: tuple[str, ...]
    offered: list[tuple[str | Promise, list[FilterField]]]
    choices: list[tuple[str, str]]

    @property
    def operators(self) -> list[tuple[str, str | Promise]]:
        return [(one.value, OPERATOR_WORDS[one]) for one in self.field.asked]

    @property
    def inputs(self) -> list[str]:
        """What stands in each input: as many as the operator asks for."""
        needed = criteria.count_of_values(self.operator)
        return [*self.values, "", ""][:needed]

    @property
    def sort_of_input(self) -> str:
        kind = criteria.kind_of_value(self.field, self.operator)
        if kind is FieldKind.YES_NO:
            return "yes_no"
        if kind in (FieldKind.CHOICE, FieldKind.MANY):
            return "choices"
        return {FieldKind.DATE: "date", FieldKind.NUMBER: "number", FieldKind.MONEY: "number"}.get(kind, "text")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A group of the form with its conditions; the outermost has no key."""

    key: str
    is_any: bool
    rows: list[Row]


def parts_of(actor: Actor, group: Group, fields: Mapping[str, FilterField]) -> tuple[list[Row], list[Part]]:
    """The conditions outside any group, and the groups. A condition on a field that is gone is left out."""
    rows: list[Row] = []
    parts: list[Part] = []
    for part in group.parts:
        if isinstance(part, Asked):
            rows += _rows(actor, [part], fields, "")
        else:
            key = new_key()
            parts.append(Part(key=key, is_any=part.is_any, rows=_rows(actor, criteria.leaves(part), fields, key)))
    return rows, parts


def _rows(actor: Actor, asked: list[Asked], fields: Mapping[str, FilterField], group: str) -> list[Row]:
    return [make_row(actor, one, fields, group=group) for one in asked if one.field in fields]


def make_row(actor: Actor, asked: Asked, fields: Mapping[str, FilterField], *, group: str, key: str = "") -> Row:
    field = fields[asked.field]
    operator = asked.operator if asked.operator in field.asked else criteria.usual_operator(field)
    choices = [(code, str(words)) for code, words in field.choices(actor)] if field.choices else []
    return Row(
        key=key or new_key(), group=group, field=field, operator=operator, values=asked.values, choices=choices,
        offered=grouped(fields),
    )  # fmt: skip


def grouped(fields: Mapping[str, FilterField]) -> list[tuple[str | Promise, list[FilterField]]]:
    """Fields that may be asked, under the words of their groups, in the order of the groups' first fields."""
    asked = criteria.may_be_asked(fields)
    order = {str(field.group): place for place, field in reversed(list(enumerate(asked)))}
    ordered = sorted(asked, key=lambda field: order[str(field.group)])
    return [(group, list(of_group)) for group, of_group in groupby(ordered, key=lambda field: str(field.group))]


def read_form(given: QueryDict) -> Group | None:
    """The filter a form was sent with; None where no form was. Conditions without a value are left out."""
    keys = given.getlist("row")[:MOST_ROWS]
    if not keys and "all" not in given:
        return None
    by_group: dict[str, list[Asked]] = {}
    for key in keys:
        asked = _asked(given, key)
        if asked is not None:
            by_group.setdefault(given.get(f"g{key}", ""), []).append(asked)
    outer: list[Asked | Group] = list(by_group.pop("", []))
    outer += [Group(parts=tuple(inner), is_any=given.get(f"all{group}") == "any") for group, inner in by_group.items()]
    return Group(parts=tuple(outer), is_any=given.get("all") == "any")


def _asked(given: QueryDict, key: str) -> Asked | None:
    operators = {one.value: one for one in Operator}
    operator = operators.get(given.get(f"o{key}", ""))
    if operator is None:
        return None
    values = tuple(value for value in given.getlist(f"v{key}") if value.strip())
    needed = criteria.count_of_values(operator)
    if needed and len(values) < needed and not (values and operator in criteria.SEVERAL):
        return None
    return Asked(given.get(f"f{key}", ""), operator, values)


@require_GET
def condition(request: HttpRequest) -> HttpResponse:
    """One row: new, or drawn again after another field or operator was chosen (`key`)."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    fields = fields_for(actor)
    key, group = request.GET.get("key", ""), request.GET.get("group", "")
    offered = criteria.may_be_asked(fields)
    code = request.GET.get(f"f{key}", "") if key else ""
    field = fields.get(code) if code in fields else offered[0]
    operators = {one.value: one for one in field.asked} if field else {}
    operator = operators.get(request.GET.get(f"o{key}", ""), criteria.usual_operator(offered[0]))
    values = tuple(request.GET.getlist(f"v{key}")) if key and operators.get(request.GET.get(f"o{key}", "")) else ()
    asked = Asked(field.code if field else offered[0].code, operator, values)
    row = make_row(actor, asked, fields, group=_clean(group), key=_clean(key))
    return render(request, "segments/condition.html", {"row": row})


@require_GET
def group(request: HttpRequest) -> HttpResponse:
    """A new group with one condition in it."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    fields = fields_for(actor)
    key = new_key()
    first = criteria.may_be_asked(fields)[0]
    row = make_row(actor, Asked(first.code, criteria.usual_operator(first)), fields, group=key)
    return render(request, "segments/group.html", {"part": Part(key=key, is_any=True, rows=[row])})


def new_key() -> str:
    return secrets.token_hex(4)


def _clean(key: str) -> str:
    return key if key.isalnum() and key.isascii() and len(key) <= 8 else ""
