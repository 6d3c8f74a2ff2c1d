"""A task in one line of ordinary words, Russian or English: «позвонить Анне завтра в 15», "call in 2 weeks".

What is understood leaves the title; what is not, stays in it. Nothing is guessed: «30 февраля» stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from zabota.capabilities.tasks.contracts import Repeat, Unit
from zabota.capabilities.tasks.rules import SATURDAY, add_months


@dataclass(frozen=True, kw_only=True)
class Understood:
    title: str
    due_on: date | None = None
    due_time: time | None = None
    repeat: Repeat | None = None


WEEKDAYS = {
    0: "понедельник|понедельникам|пн|monday|mon", 1: "вторник|вторникам|вт|tuesday|tue",
    2: "среду|среда|средам|ср|wednesday|wed", 3: "четверг|четвергам|чт|thursday|thu",
    4: "пятницу|пятница|пятницам|пт|friday|fri", 5: "субботу|суббота|субботам|сб|saturday|sat",
    6: "воскресенье|воскресеньям|вс|sunday|sun",
}  # fmt: skip
MONTHS = {
    1: "января|january|jan", 2: "февраля|february|feb", 3: "марта|march|mar", 4: "апреля|april|apr", 5: "мая|may",
    6: "июня|june|jun", 7: "июля|july|jul", 8: "августа|august|aug", 9: "сентября|september|sept|sep",
    10: "октября|october|oct", 11: "ноября|november|nov", 12: "декабря|december|dec",
}  # fmt: skip
UNITS = {
    Unit.DAY: "день|дня|дней|day|days", Unit.WEEK: "неделю|недели|недель|week|weeks",
    Unit.MONTH: "месяц|месяца|месяцев|month|months", Unit.YEAR: "год|года|лет|year|years",
}  # fmt: skip
NUMBERS = {
    "один": 1, "одну": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "десять": 10,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10,
}  # fmt: skip
PARTS_OF_DAY = {
    time(9): "утром|с утра|in the morning", time(13): "днём|днем|в обед|at noon|at lunch",
    time(18): "вечером|in the evening",
}  # fmt: skip


def _any(table: Mapping[Any, str]) -> str:
    return "|".join(table.values())


Key = TypeVar("Key")


def _code(table: Mapping[Key, str], word: str) -> Key:
    return next(code for code, words in table.items() if word.lower() in words.split("|"))


_NUMBER = r"\d{1,3}|" + "|".join(NUMBERS)
_DAY, _MONTH, _UNIT = _any(WEEKDAYS), _any(MONTHS), _any(UNITS)
Found = tuple[date | None, time | None, Repeat | None]
Meaning = Callable[[re.Match[str], datetime], Found | None]


def _count(text: str | None) -> int:
    return 1 if not text else int(text) if text.isdecimal() else NUMBERS[text.lower()]


def _on_weekday(found: re.Match[str], now: datetime) -> Found:
    """The next such day; today's own name means in a week, "next friday" the coming one."""
    ahead = (_code(WEEKDAYS, found["day"]) - now.weekday()) % 7 or 7
    return now.date() + timedelta(days=ahead), None, None


def _every_weekday(found: re.Match[str], now: datetime) -> Found:
    ahead = (_code(WEEKDAYS, found["day"]) - now.weekday()) % 7
    return now.date() + timedelta(days=ahead), None, Repeat(every=1, unit=Unit.WEEK)


def _in_units(found: re.Match[str], now: datetime) -> Found:
    count, unit = _count(found["count"]), _code(UNITS, found["unit"])
    if unit is Unit.DAY or unit is Unit.WEEK:
        return now.date() + timedelta(days=count * (7 if unit is Unit.WEEK else 1)), None, None
    return add_months(now.date(), count * (12 if unit is Unit.YEAR else 1)), None, None


def _in_hours(found: re.Match[str], now: datetime) -> Found:
    minutes = _count(found["count"]) * (60 if found["unit"][0].lower() in "чh" else 1)
    later = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return later.date(), later.time(), None


def _on_date(found: re.Match[str], now: datetime) -> Found | None:
    """A day and a month: this year, or the next when it has passed; a day that does not exist is left alone."""
    month = _code(MONTHS, found["month"]) if found["month"].isalpha() else int(found["month"])
    given = found["year"]
    year = now.year if not given else int(given) if len(given) == 4 else 2000 + int(given)
    try:
        day = date(year, month, int(found["day"]))
        return (day if given or day >= now.date() else day.replace(year=year + 1)), None, None
    except ValueError:
        return None


def _every_units(found: re.Match[str], now: datetime) -> Found:
    return now.date(), None, Repeat(every=_count(found["count"]), unit=_code(UNITS, found["unit"]))


def _monthly_on(found: re.Match[str], now: datetime) -> Found | None:
    wanted = int(found["day"])
    if not 1 <= wanted <= 31:
        return None
    day = add_months(now.date(), 0, wanted_day=wanted)
    if day < now.date():
        day = add_months(now.date(), 1, wanted_day=wanted)
    return day, None, Repeat(every=1, unit=Unit.MONTH)


def _at(found: re.Match[str], _now: datetime) -> Found | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half in {"pm", "вечера", "дня"} and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return (None, time(hour, minute), None) if hour < 24 and minute < 60 else None


def _shift(days: int) -> Meaning:
    return lambda _found, now: (now.date() + timedelta(days=days), None, None)


def _repeat(unit: Unit) -> Meaning:
    def meaning(_found: re.Match[str], now: datetime) -> Found:
        day = now.date()
        while unit is Unit.WEEKDAY and day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return day, None, Repeat(every=1, unit=unit)

    return meaning


def _part(moment: time) -> Meaning:
    return lambda _found, _now: (None, moment, None)


PATTERNS: list[tuple[re.Pattern[str], Meaning]] = [
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), meaning)
    for pattern, meaning in (
        (r"по будням|каждый будний день|every (?:weekday|working day)|on weekdays", _repeat(Unit.WEEKDAY)),
        (rf"(?:(?:каждый|каждую|каждое|every)\s+|по\s+)(?P<day>{_DAY})", _every_weekday),
        (r"(?:каждый месяц|ежемесячно|every month|monthly)\s+(?:on the\s+)?(?P<day>\d{1,2})"
         r"(?:-?го|\s+числа|st|nd|rd|th)?", _monthly_on),
        (r"(?:каждого|каждое)\s+(?P<day>\d{1,2})(?:-?го|-?е)?(?:\s+числ[ао])?", _monthly_on),
        (r"ежедневно|daily", _repeat(Unit.DAY)), (r"еженедельно|weekly", _repeat(Unit.WEEK)),
        (r"ежемесячно|monthly", _repeat(Unit.MONTH)), (r"ежегодно|yearly|annually", _repeat(Unit.YEAR)),
        (rf"(?:каждые|каждый|каждую|every)\s+(?:(?P<count>{_NUMBER})\s+)?(?P<unit>{_UNIT})", _every_units),
        (r"послезавтра|(?:the\s+)?day after tomorrow", _shift(2)), (r"завтра|tomorrow", _shift(1)),
        (r"сегодня|today", _shift(0)),
        (rf"(?:через|in)\s+(?:(?P<count>{_NUMBER})\s+)?(?P<unit>час|часа|часов|hour|hours|минуту|минуты|минут|minute|minutes)",
         _in_hours),
        (rf"(?:через|in)\s+(?:(?P<count>{_NUMBER})\s+)?(?P<unit>{_UNIT})", _in_units),
        (r"на следующей неделе|next week", _shift(7)),
        (rf"(?:во?|on|next|this|в\s+следующ(?:ий|ую|ее))\s+(?P<day>{_DAY})", _on_weekday),
        (rf"(?:on\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<year>\d{{4}})(?:\s*г(?:ода|\.)?)?)?",
         _on_date),
        (rf"(?:on\s+)?(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?", _on_date),
        (r"(?P<day>\d{1,2})\.(?P<month>\d{2})(?:\.(?P<year>\d{4}|\d{2}))?", _on_date),
        *((words, _part(moment)) for moment, words in PARTS_OF_DAY.items()),
        (r"(?:в|к|at|by)\s+(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>утра|дня|вечера|am|pm|a\.m\.|p\.m\.)?"
         r"(?:\s*час(?:ов|а)?)?", _at),
        (r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>am|pm)", _at),
        (r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<half>)", _at),
    )
]  # fmt: skip


def understand(text: str, *, now: datetime) -> Understood:
    """`now` is by the company's clock. A time that has passed today, without a day, means tomorrow."""
    rest, day, at, repeat = text, None, None, None
    for pattern, meaning in PATTERNS:
        found = pattern.search(rest)
        if found is None:
            continue
        meant = meaning(found, now)
        if meant is None or (meant[0] and day) or (meant[1] and at):
            continue
        day, at, repeat = meant[0] or day, meant[1] or at, meant[2] or repeat
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if at is not None and day is None:
        day = now.date() + timedelta(days=at <= now.time())
    elif repeat is not None and day == now.date() and at is not None and at <= now.time():
        day = now.date() + timedelta(days=1) if repeat.unit is Unit.DAY else day
    title = " ".join(rest.split()).strip(" ,;—–-")
    return Understood(title=title, due_on=day, due_time=at, repeat=repeat)
