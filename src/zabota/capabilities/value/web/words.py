"""Sentences about values: in plain words, with their certainty."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from zabota.capabilities.value import rules
from zabota.capabilities.value.audit_words import say_notice
from zabota.capabilities.value.contracts import TREND_WORDS, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.design import formats

TRENDS = TREND_WORDS
TREND_TONES = {Trend.NEW: "note", Trend.UP: "good", Trend.DOWN: "alarm"}
VERDICTS = {
    "up": ("changed", "better"),
    "down": ("changed", "worse"),
    "noise": ("noise", ""),
    "counted": ("", ""),
    "not_enough_data": ("few", ""),
}
FIGURES = {
    "active": gettext_lazy("Customers who bought"),
    "new": gettext_lazy("New customers"),
    "known": gettext_lazy("Customers who came back"),
    "orders": gettext_lazy("Orders"),
    "revenue": gettext_lazy("Revenue"),
    "profit": gettext_lazy("Margin"),
    "margin_rate": gettext_lazy("Share of margin in revenue"),
    "orders_per_customer": gettext_lazy("Orders a customer"),
    "revenue_per_order": gettext_lazy("Average order"),
}


def verdict(code: str) -> str:
    """How sure one may be of a change."""
    return {
        "up": _("the rise is more than chance"),
        "down": _("the fall is more than chance"),
        "noise": _("the difference may be mere chance"),
        "not_enough_data": _("too few customers to judge the difference"),
    }.get(code, "")


def amount(run: ValueRun, unit: str, value: float | None) -> str:
    if unit == "money_minor":
        return formats.money_compact(value, run.currency)
    if unit == "share":
        return formats.percent(value, 0)
    return formats.number(value, 2) if unit == "ratio" else formats.number(value)


def signed_money(amount_minor: float, currency: str) -> str:
    text = formats.money_compact(round(amount_minor), currency)
    return f"+{text}" if amount_minor > 0 else text


def change(run: ValueRun, figure: Mapping[str, Any]) -> str:
    """The change in per cent of what was, or in its own units where that was nothing."""
    before, by = figure["before"], figure["change"]
    if by is None:
        return ""
    if not before or before < 0:
        return _signed(by, amount(run, figure["unit"], by))
    return _signed(by, formats.percent(by / before, 0))


def change_range(run: ValueRun, figure: Mapping[str, Any]) -> str:
    """The range of the change, in the same units as the change."""
    low, high, before = figure["low"], figure["high"], figure["before"]
    if low is None or high is None:
        return ""
    if not before or before < 0:
        ends = (_signed(low, amount(run, figure["unit"], low)), _signed(high, amount(run, figure["unit"], high)))
    else:
        ends = (
            _signed(low, formats.percent(low / before, 0)),
            _signed(high, formats.percent(high / before, 0)),
        )
    return _("change: %(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}


def _signed(value: float, text: str) -> str:
    return f"+{text}" if value > 0 else text


def customers(count: int) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", count) % {"n": formats.number(count)}


def caveats(run: ValueRun) -> list[str]:
    """What the history lacks, then what the fitted models themselves warn of."""
    return shortages(run) + [say_notice(notice["code"]) for notice in run.notices]


def shortages(run: ValueRun) -> list[str]:
    """What the history lacks, each in a sentence that says how much more is needed."""
    is_refused = run.readiness == Readiness.REFUSED
    needed = {
        "repeat_customers": rules.TOO_FEW_REPEAT_CUSTOMERS if is_refused else rules.FEW_REPEAT_CUSTOMERS,
        "history_days": rules.TOO_SHORT_HISTORY_DAYS if is_refused else rules.SHORT_HISTORY_DAYS,
    }
    sentences = []
    for reason in run.reasons:
        lacking = needed.get(reason["code"], 0) - reason["present"]
        if lacking > 0:
            sentences.append(_lack(reason["code"], lacking, is_refused=is_refused))
    return sentences


def _lack(code: str, lacking: int, *, is_refused: bool) -> str:
    if code == "repeat_customers":
        what = ngettext("%(n)s more repeat customer", "%(n)s more repeat customers", lacking)
    else:
        what = ngettext("%(n)s more day of history", "%(n)s more days of history", lacking)
    then = _("and we shall show a forecast") if is_refused else _("and the forecast will be a figure, not only a range")
    return f"{what}, {then}." % {"n": formats.number(lacking)}


def days(count: float) -> str:
    whole = max(round(count), 1)
    return ngettext("%(n)s day", "%(n)s days", whole) % {"n": formats.number(whole)}


def dots(decile: int) -> int:
    """How many dots stand beside the name of a customer of this tenth."""
    return 3 if decile == 1 else 2 if decile <= 3 else 1


def silence(value: CustomerValue) -> str:
    """ "usually buys at least once in 40 days, silent for 95"."""
    if value.usual_gap_days is None:
        return _("silent for %(days)s") % {"days": days(value.silence_days)}
    return _("usually comes back within %(gap)s, silent for %(silence)s") % {
        "gap": days(value.usual_gap_days),
        "silence": days(value.silence_days),
    }


def probability(rate: float | None) -> str:
    """A chance as a whole per cent; never "0 %" nor "100 %", which no model can know."""
    if rate is None:
        return formats.NONE
    if rate < 0.01:
        return _("under %(percent)s") % {"percent": formats.percent(0.01, 0)}
    if rate > 0.99:
        return _("over %(percent)s") % {"percent": formats.percent(0.99, 0)}
    return formats.percent(rate, 0)


def purchases(run: ValueRun, value: CustomerValue) -> tuple[str, str]:
    """Figure and range of the expected purchases; a thin history gives the range alone."""
    low, high = value.expected_purchases_low, value.expected_purchases_high
    figure = formats.number(value.expected_purchases, 1)
    return _figure(run, figure, "" if low is None else formats.interval(low, high, "number", "0"))


def money(run: ValueRun, amount: int | None, low: int | None, high: int | None) -> tuple[str, str]:
    """Figure and range of an expected sum; a thin history gives the range alone."""
    if low is None or high is None:
        return formats.NONE, ""
    if run.readiness == Readiness.THIN:
        return formats.interval(low, high, "money", run.currency), ""
    # The figure above the range names the currency.
    least, most = (round(formats.from_minor(end, run.currency)) for end in (low, high))
    return _figure(run, formats.money_round(amount, run.currency), formats.interval(least, most))


def _figure(run: ValueRun, figure: str, ends: str) -> tuple[str, str]:
    if run.readiness == Readiness.REFUSED or not ends:
        return formats.NONE, ""
    return (figure, ends) if run.readiness == Readiness.READY else (ends, "")


def period(look: Mapping[str, Any], *, is_against: bool = False) -> str:
    """ "October 2026", "3rd quarter 2026", "12 months, November 2025 – October 2026"."""
    prefix = "against_" if is_against else ""
    start = date.fromisoformat(look[f"{prefix}start_on"])
    last = date.fromisoformat(look[f"{prefix}end_on"]) - timedelta(days=1)
    locale = formats.current_locale()
    if look["code"] == "month":
        return str(format_date(start, "LLLL y", locale=locale))
    if look["code"] == "quarter":
        return str(format_date(start, "QQQQ y", locale=locale))
    return _("12 months, %(first)s – %(last)s") % {
        "first": format_date(start, "LLLL y", locale=locale),
        "last": format_date(last, "LLLL y", locale=locale),
    }


def month(day: date) -> str:
    return str(format_date(day, "LLL yy", locale=formats.current_locale()))


def profit_name(run: ValueRun) -> str:
    """What "margin" is here: without any margin known it is the revenue, and must be called so."""
    return _("revenue") if run.margin_basis == "revenue" else _("margin")


def profit_of(run: ValueRun) -> str:
    """The same after "of": languages with cases bend it."""
    return pgettext("so much of", "revenue") if run.margin_basis == "revenue" else pgettext("so much of", "margin")


def basis(run: ValueRun) -> str:
    return {
        "margin": _("The margin stands in the orders; where it does not, the usual margin of the company is taken."),
        "rate": _("The orders have no cost: margin is revenue by the usual margin of the company."),
        "revenue": _("The orders have no cost and no usual margin is set: revenue stands in the place of margin."),
    }.get(run.margin_basis, "")
