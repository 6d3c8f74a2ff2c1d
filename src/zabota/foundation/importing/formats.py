"""How the values of a column are written, decided over the shapes of all of them.

A shape is a value with every digit turned into 9 (and a lone zero before a mark into Z): a million dates
have a dozen shapes, so all values can be weighed and none is guessed from a sample.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .contracts import ColumnFormat, DateOrder
from .currencies import currency_of, tokens_pattern

SPACES = " \u00a0\u202f\u2009\t"
APOSTROPHES = "'’"
_TIME = (
    r"(?:(?P<gap>T|,? +)(?P<hour>9{1,2}):99(?P<second>:99)?(?P<fraction>[.,]9{1,9})?"
    r"(?P<half> ?[AaPp][Mm])?(?P<zone> ?(?:Z|UTC|[+-]99:?(?:99)?))?)?"
)
YEAR_FIRST = re.compile(r"9{4}(?P<mark>[-./])9{1,2}(?P=mark)9{1,2}" + _TIME)
YEAR_LAST = re.compile(r"9{1,2}(?P<mark>[-./])9{1,2}(?P=mark)(?P<year>9{4}|9{2})" + _TIME)
NAMED_MONTH = re.compile(r"9{1,2}(?P<mark>[- ])(?P<month>[A-Za-z]{3,9})(?P=mark)(?P<year>9{4})" + _TIME)
COMPACT = re.compile(r"9{8}")
SERIAL = re.compile(r"9{5}(?:\.9+)?")

NUMBER = re.compile(
    rf"(?P<open>\()?[-+−–]?\s*(?P<before>{tokens_pattern()})?\s*[-+−–]?"
    rf"(?P<body>[9Z][9Z{SPACES}{APOSTROPHES}.,]*|[.,]9+)(?:[eE][-+]?9{{1,2}})?"
    rf"[{SPACES}]*(?P<after>{tokens_pattern()})?[{SPACES}]*(?P<percent>%)?\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    text: str
    count: int
    example: str


@dataclass(frozen=True, kw_only=True)
class DayMonthEvidence:
    """Over all values written with the year last: how many have a first, or second, part above 12."""

    first_above_12: int
    second_above_12: int


def find_date_format(shapes: Iterable[Shape], evidence: DayMonthEvidence) -> ColumnFormat | None:
    """Patterns in use and the order of day and month; None when hardly anything is a date."""
    shapes = list(shapes)
    readable = [shape for shape in shapes if _is_date(shape.text)]
    if not readable:
        return _serial_format(shapes)
    year_last = [shape.text for shape in readable if YEAR_LAST.fullmatch(shape.text)]
    order, ambiguous = _day_month_order(year_last, evidence) if year_last else (DateOrder.YMD, False)
    counted: Counter[str] = Counter()
    for shape in readable:
        counted[date_pattern(shape.text, order)] += shape.count
    return ColumnFormat(
        date_order=order,
        date_patterns=tuple(pattern for pattern, _ in counted.most_common()),
        ambiguous=("date_order",) if ambiguous else (),
        example=max(readable, key=lambda shape: shape.count).example,
    )


def with_date_order(form: ColumnFormat, order: DateOrder) -> ColumnFormat:
    """The same format with day and month as a person settled it."""
    swap = {DateOrder.DMY: ("%m{0}%d{0}", "%d{0}%m{0}"), DateOrder.MDY: ("%d{0}%m{0}", "%m{0}%d{0}")}[order]
    patterns = list(form.date_patterns)
    for mark in "./-":
        patterns = [pattern.replace(swap[0].format(mark), swap[1].format(mark)) for pattern in patterns]
    rest = tuple(what for what in form.ambiguous if what != "date_order")
    return ColumnFormat(
        date_order=order, date_patterns=tuple(dict.fromkeys(patterns)), ambiguous=rest, example=form.example
    )


def date_pattern(shape: str, order: DateOrder) -> str:
    """The strptime pattern of one shape."""
    if COMPACT.fullmatch(shape):
        return "%Y%m%d"
    if match := YEAR_FIRST.fullmatch(shape):
        return "%Y{0}%m{0}%d".format(match["mark"]) + _time_pattern(match)
    if match := NAMED_MONTH.fullmatch(shape):
        month = "%b" if len(match["month"]) == 3 else "%B"
        return f"%d{match['mark']}{month}{match['mark']}%Y" + _time_pattern(match)
    match = YEAR_LAST.fullmatch(shape)
    if match is None:
        raise ValueError(shape)
    day_month = "%m{0}%d" if order is DateOrder.MDY else "%d{0}%m"
    year = "%Y" if len(match["year"]) == 4 else "%y"
    return (day_month + "{0}" + year).format(match["mark"]) + _time_pattern(match)


def _is_date(shape: str) -> bool:
    return any(known.fullmatch(shape) for known in (YEAR_FIRST, YEAR_LAST, NAMED_MONTH, COMPACT))


def _time_pattern(match: re.Match[str]) -> str:
    if match["hour"] is None:
        return ""
    half = match["half"]
    clock = ("%I" if half else "%H") + ":%M" + (":%S" if match["second"] else "")
    tail = ("%f" if match["fraction"] else "") + ("%z" if match["zone"] else "")
    return match["gap"].replace("  ", " ") + clock + (half[:-2] + "%p" if half else "") + tail


def _day_month_order(shapes: list[str], evidence: DayMonthEvidence) -> tuple[DateOrder, bool]:
    first, second = evidence.first_above_12, evidence.second_above_12
    if first or second:
        order = DateOrder.DMY if first >= second else DateOrder.MDY
        return order, bool(first and second)
    if all("." in shape[:3] for shape in shapes):
        return DateOrder.DMY, False  # dots are written day first everywhere
    if any(re.search("[AaPp][Mm]", shape) for shape in shapes):
        return DateOrder.MDY, True
    return DateOrder.DMY, True


def _serial_format(shapes: list[Shape]) -> ColumnFormat | None:
    serial = [shape for shape in shapes if SERIAL.fullmatch(shape.text)]
    if not serial or sum(shape.count for shape in serial) < 0.9 * sum(shape.count for shape in shapes):
        return None
    return ColumnFormat(date_order=DateOrder.SERIAL, example=serial[0].example)


def find_number_format(shapes: Iterable[Shape]) -> ColumnFormat | None:
    """Decimal and thousands marks, currency signs, percent; None when nothing is a number."""
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    undecided: Counter[str] = Counter()
    currencies: Counter[str] = Counter()
    percent, example = 0, ""
    for shape in shapes:
        match = NUMBER.fullmatch(shape.text)
        if match is None:
            continue
        example = example or shape.example
        percent += shape.count if match["percent"] else 0
        for sign in (match["before"], match["after"]):
            if sign and (code := currency_of(sign)):
                currencies[code] += shape.count
        _weigh_marks(match["body"].strip(SPACES), shape.count, decimals, groups, undecided)
    if not example:
        return None
    decimal, group, ambiguous = _settle_marks(decimals, groups, undecided)
    return ColumnFormat(
        decimal_mark=decimal,
        group_mark=group,
        currencies=tuple(code for code, _ in currencies.most_common()),
        percent=bool(percent),
        ambiguous=("decimal_mark",) if ambiguous else (),
        example=example,
    )


def _weigh_marks(body: str, count: int, decimals: Counter[str], groups: Counter[str], undecided: Counter[str]) -> None:
    """What one shape says: which mark is decimal, which parts thousands, or neither for sure."""
    marks = [character for character in body if character in ".,"]
    if not marks:
        return
    last = marks[-1]
    whole, _, tail = body.rpartition(last)
    if len(set(marks)) == 2:
        decimals[last] += count
        groups[marks[0]] += count
    elif len(marks) > 1:
        groups[last] += count
    elif len(tail) != 3 or whole.startswith("Z") or not 1 <= len(whole) <= 3:
        decimals[last] += count
    else:
        undecided[last] += count


def _settle_marks(decimals: Counter[str], groups: Counter[str], undecided: Counter[str]) -> tuple[str, str, bool]:
    if decimals:
        decimal = decimals.most_common(1)[0][0]
        other = "," if decimal == "." else "."
        return decimal, other if groups[other] or undecided[other] else "", False
    if groups:
        group = groups.most_common(1)[0][0]
        return "," if group == "." else ".", group, False
    if undecided:
        mark = undecided.most_common(1)[0][0]
        return (".", "", True) if mark == "." else (".", ",", True)
    return ".", "", False


def with_decimal_mark(form: ColumnFormat, mark: str) -> ColumnFormat:
    """The same format with the decimal mark as a person settled it; the other mark parts thousands."""
    other = "," if mark == "." else "."
    rest = tuple(what for what in form.ambiguous if what != "decimal_mark")
    return ColumnFormat(
        decimal_mark=mark,
        group_mark=other,
        currencies=form.currencies,
        percent=form.percent,
        ambiguous=rest,
        example=form.example,
    )
