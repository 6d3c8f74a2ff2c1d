"""Values of the company's own fields: looked at, whichever door they came through, and written by the recorder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.customers.contracts import BadValueError, UnknownReferenceError
from zabota.capabilities.customers.models import Customer, CustomField, CustomFieldValue, FieldKind
from zabota.foundation.undo.recorder import Recorder

LONGEST_TEXT = 500
MOST_CHOSEN = 50
YES = frozenset({"yes", "true", "1", "да", "+"})
NO = frozenset({"no", "false", "0", "нет", "-"})
BIGGEST = Decimal(10) ** 15

Columns = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What one field shall hold: a row an option, one row of another kind, none when emptied."""

    field: CustomField
    rows: Sequence[Columns]


def clean(custom: Mapping[int, object]) -> list[Wanted]:
    """Raises UnknownReferenceError for a field that is not there, BadValueError for what it cannot hold."""
    if not custom:
        return []
    fields = CustomField.objects.filter(is_archived=False).prefetch_related("options").in_bulk(list(custom))
    if missing := set(custom) - set(fields):
        raise UnknownReferenceError("custom", min(missing))
    return [Wanted(field=fields[pk], rows=_rows(fields[pk], value)) for pk, value in custom.items()]


def _rows(field: CustomField, value: object) -> list[Columns]:
    if value is None or value in ("", [], ()):
        return []
    return _READ[FieldKind(field.kind)](field, value)


def _refuse(field: CustomField, message: str) -> BadValueError:
    return BadValueError(f"custom_{field.pk}", f"{field.name}: {message}")


def _text(field: CustomField, value: object) -> list[Columns]:
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise _refuse(field, _("At most %(n)s characters, please.") % {"n": LONGEST_TEXT})
    if "\x00" in text:
        raise _refuse(field, _("This text has a character that no text has."))
    return [{"text": text}] if text else []


def _number(field: CustomField, value: object) -> list[Columns]:
    text = str(value).replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _refuse(field, _("Give a number like 12.5.")) from error
    if not number.is_finite() or abs(number) >= BIGGEST:
        raise _refuse(field, _("This number is too large."))
    return [{"number": number.quantize(Decimal("0.0001"))}]


def _day(field: CustomField, value: object) -> list[Columns]:
    if type(value) is date:
        return [{"day": value}]
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return [{"day": datetime.strptime(str(value).strip(), pattern).date()}]  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _refuse(field, _("Give a date like 2026-03-01."))


def _yes_no(field: CustomField, value: object) -> list[Columns]:
    word = str(value).strip().casefold()
    if word not in YES | NO:
        raise _refuse(field, _("Say yes or no."))
    return [{"number": Decimal("1.0000" if word in YES else "0.0000")}]


def _chosen(field: CustomField, value: object) -> list[Columns]:
    """Names or ids of options; a text may name several, separated by semicolons."""
    several = field.kind == FieldKind.SEVERAL
    if isinstance(value, list | tuple | set | frozenset):
        named = list(value)
    else:
        named = [part for part in str(value).split(";") if part.strip()] if several else [value]
    if len(named) > (MOST_CHOSEN if several else 1):
        raise _refuse(field, _("Too many are chosen."))
    return [{"option_id": one} for one in dict.fromkeys(_option_id(field, one) for one in named)]


def _option_id(field: CustomField, told: object) -> int:
    for option in field.options.all():
        if isinstance(told, int) and not isinstance(told, bool):
            if option.pk == told:
                return option.pk
        elif option.name.casefold() == str(told).strip().casefold():
            return option.pk
    raise _refuse(field, _("There is no option “%(name)s”.") % {"name": str(told)[:40]})


_READ: dict[FieldKind, Callable[[CustomField, object], list[Columns]]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _chosen,
    FieldKind.SEVERAL: _chosen,
}


def write(recorder: Recorder, customer: Customer, wanted: Sequence[Wanted]) -> list[str]:
    """Write what differs; returns the names of the fields that changed, as `custom_7`."""
    if not wanted:
        return []
    there: dict[int, list[CustomFieldValue]] = {one.field.pk: [] for one in wanted}
    for row in CustomFieldValue.objects.filter(customer=customer, field__in=list(there)):
        there[row.field_id].append(row)
    changed = []
    for one in wanted:
        write_field = _write_options if one.field.has_options else _write_value
        if write_field(recorder, customer, one, there[one.field.pk]):
            changed.append(f"custom_{one.field.pk}")
    return changed


def _write_options(recorder: Recorder, customer: Customer, one: Wanted, there: list[CustomFieldValue]) -> int:
    chosen = {row["option_id"] for row in one.rows}
    known = {row.option_id for row in there}
    gone = [row.pk for row in there if row.option_id not in chosen]
    count = recorder.delete(CustomFieldValue.objects.filter(pk__in=gone)) if gone else 0
    new = [row for row in one.rows if row["option_id"] not in known]
    return count + len(recorder.insert([CustomFieldValue(customer=customer, field=one.field, **row) for row in new]))


def _write_value(recorder: Recorder, customer: Customer, one: Wanted, there: list[CustomFieldValue]) -> int:
    if there and one.rows:
        return int(recorder.update(there[0], one.rows[0]))
    if there:
        return recorder.delete(CustomFieldValue.objects.filter(pk__in=[row.pk for row in there]))
    return len(recorder.insert([CustomFieldValue(customer=customer, field=one.field, **row) for row in one.rows]))
