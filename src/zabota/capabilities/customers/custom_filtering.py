"""The company's own fields as fields to filter by, show in columns and export."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zabota.capabilities.customers import custom_fields
from zabota.capabilities.customers.conditions import having, on_rows
from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.customers.filtering import Cell, Condition, FilterField, SortedBy, Where
from zabota.capabilities.customers.filtering import FieldKind as Asked
from zabota.capabilities.customers.models import Customer, CustomField, CustomFieldValue, FieldKind
from zabota.foundation.identity.contracts import Actor

_KINDS: Mapping[FieldKind, tuple[Asked, str]] = {
    FieldKind.TEXT: (Asked.TEXT, "text"),
    FieldKind.NUMBER: (Asked.NUMBER, "number"),
    FieldKind.DATE: (Asked.DATE, "day"),
    FieldKind.CHOICE: (Asked.CHOICE, "option"),
    FieldKind.SEVERAL: (Asked.MANY, "option"),
    FieldKind.YES_NO: (Asked.YES_NO, "number"),
}


def company_fields(actor: Actor) -> Iterator[FilterField]:
    """Those this person may see, by `custom_7`; choices are ids of options."""
    for field in custom_fields.shown_to(actor):
        kind, column = _KINDS[FieldKind(field.kind)]
        rows = partial(_rows, field.pk)
        offered = [(str(option.pk), option.name) for option in field.options.all()]
        yield FilterField(
            code=f"custom_{field.pk}", label=field.name, group=field.group or _("Fields of the company"), kind=kind,
            permission=READ_CUSTOMERS, where=_yes_no(field.pk) if kind is Asked.YES_NO else on_rows(rows, column),
            choices=partial(_choices, offered) if field.has_options else None, values_of=partial(_cells, field),
            sorted_by=SortedBy(rows=rows, column=column) if kind in (Asked.TEXT, Asked.NUMBER, Asked.DATE) else None,
        )  # fmt: skip


def _rows(field_id: int) -> QuerySet[CustomFieldValue]:
    return CustomFieldValue.objects.filter(field_id=field_id)


def _yes_no(field_id: int) -> Where:
    def where(asked: Condition) -> Q:
        return having(_rows(field_id).filter(number=1 if asked.values[0] else 0))

    return where


def _choices(offered: Sequence[tuple[str, str]], _actor: Actor) -> Sequence[tuple[str, str]]:
    return offered


def _cells(field: CustomField, customers: Sequence[Customer]) -> dict[int, Cell]:
    held = custom_fields.held_by([one.pk for one in customers], [field])
    return {customer_id: _cell(field, rows[field.pk]) for customer_id, rows in held.items() if rows[field.pk]}


def _cell(field: CustomField, rows: Sequence[CustomFieldValue]) -> Cell:
    if field.kind == FieldKind.SEVERAL:
        return tuple(custom_fields.words_of(field, rows))
    row = rows[0]
    if field.kind == FieldKind.YES_NO:
        return bool(row.number)
    return row.number if row.number is not None else row.day or "".join(custom_fields.words_of(field, rows))
