"""Days, repeats and what was understood, in words."""

from datetime import date, time

from django.utils.translation import ngettext

from zabota.capabilities.tasks.contracts import Repeat, Unit
from zabota.foundation.design import formats


def when(day: date | None, at: time | None, *, today: date) -> str:
    if day is None:
        return ""
    words = formats.day_word(day, today=today)
    return f"{words}, {at:%H:%M}" if at else words


def repeats(repeat: Repeat | None) -> str:
    if repeat is None:
        return ""
    n = repeat.every
    words = {
        Unit.DAY: ngettext("every day", "every %(n)s days", n),
        Unit.WEEKDAY: ngettext("every working day", "every %(n)s working days", n),
        Unit.WEEK: ngettext("every week", "every %(n)s weeks", n),
        Unit.MONTH: ngettext("every month", "every %(n)s months", n),
        Unit.YEAR: ngettext("every year", "every %(n)s years", n),
    }
    text = words[repeat.unit]
    return text % {"n": n} if "%(n)s" in text else text
