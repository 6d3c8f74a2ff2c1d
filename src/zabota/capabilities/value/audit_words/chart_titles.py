"""A picture's title is what it shows, with its number."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import Chapter, LensResult, Plot
from zabota.capabilities.value.audit_words.findings import say_finding
from zabota.capabilities.value.audit_words.voice import Voice
from zabota.foundation.design import formats


def chart_title(plot: Plot, chapter: Chapter, voice: Voice) -> str:
    result: Any = chapter.result
    return _TITLES[plot.name](plot, result, voice)


def _median(plot: Plot, voice: Voice) -> str:
    return voice.money(_number(plot.marks.get("median")))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _statement(code: str, otherwise: Callable[[], str]) -> Callable[[Plot, LensResult, Voice], str]:
    """The finding the picture stands for, where the audit made it."""

    def title(_plot: Plot, result: LensResult, voice: Voice) -> str:
        for finding in result.findings:
            if finding.code == code:
                return say_finding(finding, voice).statement.rstrip(".")
        return otherwise()

    return title


def _bridge(plot: Plot, _result: LensResult, voice: Voice) -> str:
    wanted = "profit_minor" if voice.knows_margin else "revenue_minor"
    amounts = next(series for series in plot.series if series.name == wanted).values
    change = (_number(amounts[-1]) or 0) - (_number(amounts[0]) or 0)
    words = {"gain": voice.gain_title, "change": voice.money(abs(change))}
    return (_("%(gain)s grew by %(change)s") if change >= 0 else _("%(gain)s fell by %(change)s")) % words


def _active_share(plot: Plot, _result: LensResult, voice: Voice) -> str:
    shares = plot.series[0].values
    if len(shares) > 1 and shares[1] is not None:
        return _("%(share)s were active again in the very next period") % {"share": voice.share(_number(shares[1]))}
    return _("How many are active as time goes by")


def _second(plot: Plot, result: LensResult, voice: Voice) -> str:
    if hasattr(result, "cohorts"):
        return _("How soon customers of each cohort come back: the latest cohorts")
    return _statement("second_purchase_within", lambda: _("How soon the second purchase comes"))(plot, result, voice)


def _c3(_plot: Plot, result: LensResult, voice: Voice) -> str:
    for finding in result.findings:
        share = _number(finding.numbers.get("share_of_revenue_of_new"))
        if finding.code == "new_and_known" and share is not None:
            words = {"share": voice.share(1 - share), "period": voice.period(finding.numbers["period"])}
            return _("%(period)s: %(share)s of the revenue came from customers won earlier") % words
    return _("What each cohort brings, period by period")


def _c3_profit(_plot: Plot, _result: LensResult, voice: Voice) -> str:
    return _("%(gain)s by cohort: layers that keep their thickness are customers who stay") % {"gain": voice.gain_title}


def _tail(text: Callable[[str], str]) -> Callable[[Plot, LensResult, Voice], str]:
    return lambda plot, _result, voice: text(_median(plot, voice))


def _plain(text: Callable[[Voice], str]) -> Callable[[Plot, LensResult, Voice], str]:
    return lambda _plot, _result, voice: text(voice)


def _orders_per_active(_plot: Plot, _result: LensResult, _voice: Voice) -> str:
    return _("How many orders an active customer of the cohort makes")


def _margin_rate(plot: Plot, _result: LensResult, _voice: Voice) -> str:
    rate = formats.percent(_number(plot.marks.get("median")), 0)
    return _("Half of the customers leave a margin of %(rate)s or less") % {"rate": rate}


_TITLES: dict[str, Callable[[Plot, LensResult, Voice], str]] = {
    "orders": _statement("one_order_customers", lambda: _("How many orders a customer makes")),
    "revenue": _tail(lambda median: _("Half of the customers spent %(median)s or less") % {"median": median}),
    "average_order": _tail(
        lambda median: _("Half of the customers have an average order of %(median)s or less") % {"median": median}
    ),
    "profit": _tail(
        lambda median: _("Half of the customers brought a margin of %(median)s or less") % {"median": median}
    ),
    "margin_rate": _margin_rate,
    "concentration": _statement("concentration", lambda: _("How unequal the customers are")),
    "bridge": _bridge,
    "flow": _statement("bought_again_next_period", lambda: _("Who came, who stayed, who did not")),
    "decile_switching": _statement("stayed_within_one_decile", lambda: _("From which tenth to which")),
    "active_share": _active_share,
    "per_active": _plain(lambda _voice: _("What an active customer of the cohort brings")),
    "per_acquired": _plain(lambda _voice: _("What a customer won brings, active or not")),
    "orders_per_active": _orders_per_active,
    "second_purchase": _second,
    "value_to_date": _tail(
        lambda median: _("Half of the cohort has brought %(median)s or less so far") % {"median": median}
    ),
    "active_share_by_age": _plain(lambda _voice: _("Who comes back: each cohort as it ages")),
    "active_share_by_period": _plain(lambda _voice: _("Who is active when: each cohort through the calendar")),
    "profit_per_acquired_minor_by_age": _plain(
        lambda voice: _("%(gain)s a customer won, cohort by cohort, as it ages") % {"gain": voice.gain_title}
    ),
    "profit_per_acquired_minor_by_period": _plain(
        lambda voice: _("%(gain)s a customer won, cohort by cohort, through the calendar") % {"gain": voice.gain_title}
    ),
    "c3_revenue_minor": _c3,
    "c3_profit_minor": _c3_profit,
    "c3_active": _plain(lambda _voice: _("Active customers by the period they were won in")),
    "new_customers": _plain(lambda _voice: _("How many new customers each period brought")),
    "share_of_new": _plain(lambda _voice: _("The share of new customers among buyers and in the revenue")),
    "growth": _statement("growth_source", lambda: _("Where growth came from, period by period")),
    "categories": _statement("leading_category", lambda: _("What each brings")),
    "penetration": _plain(lambda _voice: _("How many of the customers buy each")),
    "breadth": _statement("breadth_and_value", lambda: _("How widely each tenth of the customers buys")),
    "bought_together": _statement("bought_together", lambda: _("How many times as often as by chance two go together")),
    "entry": _statement("better_beginning", lambda: _("What customers are worth by what they began with")),
    "penetration_by_age": _statement("penetration_grew", lambda: _("How a cohort widens as it ages")),
}
