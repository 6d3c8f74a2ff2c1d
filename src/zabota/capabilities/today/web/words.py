"""Deadlines, money and the state of the day, in words."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zabota.capabilities.today.contracts import Entry, Money
from zabota.capabilities.today.queries import Waiting
from zabota.capabilities.today.rules import Urgency
from zabota.foundation.design import formats

HEADINGS = {
    Urgency.OVERDUE: gettext_lazy("Overdue"),
    Urgency.TODAY: gettext_lazy("Today"),
    Urgency.WEEK: gettext_lazy("Within a week"),
    Urgency.OPEN: gettext_lazy("When there is time"),
}


def due(entry: Entry, *, now: datetime) -> str:
    if entry.due_at is None:
        return ""
    at = entry.due_at.astimezone(now.tzinfo)
    return formats.day_word(at.date(), today=now.date()) if entry.is_whole_day else formats.moment(at, now=now)


def at_risk(money: Money | None, currency: str) -> str:
    return formats.money_compact(money.amount_minor, currency) if money else ""


def between(money: Money | None, currency: str) -> str:
    """ "1 000 ₽ to 4 000 ₽", where the range is known."""
    if money is None or money.low_minor is None or money.high_minor is None:
        return ""
    return formats.interval(money.low_minor, money.high_minor, "money", currency)


def answer(waiting: Sequence[Waiting], *, currency: str) -> str:
    """The day in one sentence."""
    if not waiting:
        return ""
    words = ngettext("%(n)s thing waits", "%(n)s things wait", len(waiting)) % {"n": formats.number(len(waiting))}
    overdue = sum(one.urgency is Urgency.OVERDUE for one in waiting)
    if overdue:
        late = ngettext("%(n)s is overdue", "%(n)s are overdue", overdue) % {"n": formats.number(overdue)}
        words = f"{words}, {late}"
    known = [one.at_risk.amount_minor for one in waiting if one.at_risk]
    if known:
        sum_ = formats.money_compact(sum(known), currency)
        return _("%(words)s; at risk %(sum)s.") % {"words": words, "sum": sum_}
    return f"{words}."


def certainty(waiting: Sequence[Waiting]) -> str:
    """Of how many entries the money is known, where it is not known of all."""
    known = sum(one.at_risk is not None for one in waiting)
    if not known or known == len(waiting):
        return ""
    return _("The money is known of %(part)s.") % {"part": formats.n_of_m(known, len(waiting))}


def done(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s thing is done today", "%(n)s things are done today", count) % {"n": formats.number(count)}
