"""Every value a person gives is looked at here, whichever door it came through: card, API, bulk edit or import."""

import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.customers.contracts import (
    FIELDS,
    BadValueError,
    ContactDraft,
    DateDraft,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import ContactKind, Customer, CustomerKind, DateKind, Manner
from zabota.foundation import importing
from zabota.foundation.identity.models import Branch, Staff

LANGUAGES = ("", "ru", "en")
LONGEST_YEAR = 2200
ZONES = frozenset(zoneinfo.available_timezones())
MOST_CONTACTS = 30
MOST_DATES = 20
LONGEST = {field.name: field.max_length for field in Customer._meta.concrete_fields if field.max_length}


def fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Clean plain columns. Raises BadValueError or UnknownReferenceError naming the column."""
    clean: dict[str, Any] = {}
    for name, value in given.items():
        if name not in FIELDS:
            raise UnknownReferenceError("field", name)
        check: Callable[[str, Any], Any] = _CHECKS.get(name) or _text
        clean[name] = check(name, value)
    return clean


def _text(name: str, value: Any) -> str:  # noqa: ANN401
    text = " ".join(str(value or "").split()) if name != "address" else str(value or "").strip()
    longest = LONGEST[name]
    if len(text) > longest:
        raise BadValueError(name, _("At most %(n)s characters, please.") % {"n": longest})
    if "\x00" in text:
        raise BadValueError(name, _("This text has a character that no text has."))
    return text


def _one_of(allowed: Sequence[str]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:  # noqa: ANN401
        text = str(value or "")
        if text not in allowed:
            raise BadValueError(name, _("Choose one of: %(choices)s.") % {"choices": ", ".join(filter(None, allowed))})
        return text

    return check


def _zone(name: str, value: Any) -> str:  # noqa: ANN401
    text = str(value or "")
    if text and text not in ZONES:
        raise BadValueError(name, _("Name a time zone like Europe/Moscow."))
    return text


def _day(name: str, value: Any) -> date | None:  # noqa: ANN401
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    try:
        return date.fromisoformat(str(value)) if str(value) else None
    except ValueError as error:
        raise BadValueError(name, _("Give a date like 2026-03-01.")) from error


def _minor(name: str, value: Any) -> int | None:  # noqa: ANN401
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**15:
        raise BadValueError(name, _("Give a sum that is not negative."))
    return value


def _existing(model: Any) -> Callable[[str, Any], int | None]:  # noqa: ANN401
    def check(name: str, value: Any) -> int | None:  # noqa: ANN401
        if value is None or value == "":
            return None
        rows = model.objects.filter(pk=value, is_active=True) if model is Staff else model.objects.filter(pk=value)
        if isinstance(value, bool) or not isinstance(value, int) or not rows.exists():
            raise UnknownReferenceError(name, value)
        return value

    return check


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "kind": _one_of(CustomerKind.values),
    "language": _one_of(LANGUAGES),
    "manner": _one_of(["", *Manner.values]),
    "time_zone": _zone,
    "acquired_on": _day,
    "acquisition_cost_minor": _minor,
    "owner_id": _existing(Staff),
    "branch_id": _existing(Branch),
}


def contacts(drafts: Sequence[ContactDraft]) -> list[tuple[ContactDraft, str]]:
    """Each with the value we keep (a phone as E.164), without repeats; one preferred of a kind at most."""
    if len(drafts) > MOST_CONTACTS:
        raise BadValueError("contacts", _("At most %(n)s ways to reach a customer.") % {"n": MOST_CONTACTS})
    found: dict[tuple[str, str], ContactDraft] = {}
    for draft in drafts:
        if draft.value.strip():
            found.setdefault((draft.kind, contact_value(draft.kind, draft.value)), draft)
    return [(draft, value) for (_kind, value), draft in found.items()]


def contact_value(kind: str, typed: str) -> str:
    """The one written form of a contact. Raises BadValueError with what was expected."""
    text = typed.strip()
    if kind == ContactKind.PHONE:
        if (phone := importing.normalise_phone(text)) is None:
            raise BadValueError(
                "contacts", _("“%(text)s” is no phone number: give it like +7 916 123-45-67.") % {"text": text[:40]}
            )
        return phone
    if kind == ContactKind.EMAIL:
        if (email := importing.normalise_email(text)) is None:
            raise BadValueError(
                "contacts", _("“%(text)s” is no e-mail: give it like name@example.com.") % {"text": text[:40]}
            )
        return email
    if kind not in ContactKind.values:
        raise BadValueError("contacts", _("There is no such way to reach a customer: %(kind)s.") % {"kind": kind})
    if len(text) > 254 or "\x00" in text:
        raise BadValueError("contacts", _("At most %(n)s characters, please.") % {"n": 254})
    return text.removeprefix("@") if kind == ContactKind.TELEGRAM else text


def dates(drafts: Sequence[DateDraft]) -> list[DateDraft]:
    """Days that exist (29 February does) and of a kind we know; a label only once."""
    if len(drafts) > MOST_DATES:
        raise BadValueError("dates", _("At most %(n)s dates.") % {"n": MOST_DATES})
    found: dict[tuple[str, str], DateDraft] = {}
    for draft in drafts:
        if draft.kind not in DateKind.values:
            raise BadValueError("dates", _("Choose one of: %(choices)s.") % {"choices": ", ".join(DateKind.values)})
        try:
            date(draft.year or 2024, draft.month, draft.day)
        except (ValueError, OverflowError) as error:
            raise BadValueError("dates", _("There is no such day.")) from error
        if draft.year is not None and not 1800 <= draft.year <= LONGEST_YEAR:
            raise BadValueError("dates", _("The year is far from ours."))
        found.setdefault((draft.kind, draft.label.strip()[:120]), draft)
    return list(found.values())
