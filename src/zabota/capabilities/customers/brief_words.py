"""Sentences on what to know before one speaks to a customer, each from what the card itself holds."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON_DAYS = 14


def date_words(*, name: str, month: int, day: int, year: int | None, today: date) -> str:
    """ "Birthday in 3 days, the 50th"; nothing when it is not soon. 29 February is kept on the 28th of other years."""
    coming = next_time(month=month, day=day, today=today)
    days = (coming - today).days
    if days > SOON_DAYS:
        return ""
    when = ngettext("%(name)s in %(n)s day", "%(name)s in %(n)s days", days) % {"name": name, "n": days}
    if days == 0:
        when = _("%(name)s today") % {"name": name}
    elif days == 1:
        when = _("%(name)s tomorrow") % {"name": name}
    years = coming.year - year if year else 0
    if years <= 0:
        return f"{when}."
    return ngettext("%(when)s: %(n)s year.", "%(when)s: %(n)s years.", years) % {"when": when, "n": years}


def next_time(*, month: int, day: int, today: date) -> date:
    """The next such day, today included."""
    this_year = _in_year(today.year, month, day)
    return this_year if this_year >= today else _in_year(today.year + 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def preferred_words(ways: Iterable[str]) -> str:
    """Which ways the customer prefers; nothing when nobody said."""
    named = ", ".join(ways)
    return _("Prefers: %(ways)s.") % {"ways": named} if named else ""
