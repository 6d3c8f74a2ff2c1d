"""Scores in words: what a number is, how sure it is, and whether it moved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zabota.capabilities.scores.analysis import LEAST, Moved, Shown
from zabota.capabilities.surveys.contracts import SCALES, Kind
from zabota.foundation.design import formats

VERDICTS = {"real_change": "changed", "noise": "noise", "too_few_answers": "few"}


def figure(kind: Kind, value: float | None) -> str:
    """In whole points, as people say it; shares with their sign of percent."""
    if value is None:
        return formats.NONE
    return formats.percent(value / 100, 0) if kind in {Kind.CSAT, Kind.CES} else formats.number(round(value))


def span(kind: Kind, low: float, high: float) -> str:
    return _("from %(low)s to %(high)s") % {"low": figure(kind, low), "high": figure(kind, high)}


def bar(kind: Kind, shown: Shown) -> dict[str, object]:
    """As the component `c-uncertainty` takes it."""
    if shown.value is None or shown.low is None or shown.high is None:
        return {"none": missing(shown.missing) if shown.n else pgettext("score", "no answers")}
    return {
        "value": shown.value, "low": shown.low, "high": shown.high, "least": LEAST.get(kind, 0), "most": 100,
        "figure": figure(kind, shown.value), "words": span(kind, shown.low, shown.high),
        "few": "1" if shown.is_low_base else "",
    }  # fmt: skip


def missing(n: int) -> str:
    told = ngettext("%(n)s more answer and we show the score", "%(n)s more answers and we show the score", n)
    return told % {"n": formats.number(n)}


def answers(n: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": formats.number(n)}


def moved(change: Moved | None) -> str:
    """How much, or how many answers are missing to tell."""
    if change is None:
        return ""
    if change.verdict == "too_few_answers":
        n = change.missing
        told = ngettext(
            "%(n)s more answer in each period would tell", "%(n)s more answers in each period would tell", n
        )
        return told % {"n": formats.number(n)}
    return _("by %(low)s to %(high)s") % {"low": signed(change.low), "high": signed(change.high)}


def signed(points: float) -> str:
    return ("+" if round(points) > 0 else "−" if round(points) < 0 else "") + formats.number(abs(round(points)))


def verdict(change: Moved | None) -> tuple[str, str]:
    """Kind and direction, as the component `c-verdict` takes them."""
    if change is None:
        return "", ""
    is_real = change.verdict == "real_change"
    direction = ("better" if change.observed > 0 else "worse") if is_real else ""
    return VERDICTS[change.verdict], direction


def mean(kind: Kind, shown: Shown) -> str:
    if shown.mean is None or shown.value is None:
        return ""
    return _("%(mean)s of %(most)s on average") % {
        "mean": formats.number(shown.mean, 1), "most": formats.number(SCALES[kind].last)
    }  # fmt: skip


def what(kind: Kind) -> str:
    """What the number is."""
    told = {
        Kind.NPS: _("share of promoters less share of detractors, from −100 to 100"),
        Kind.CSAT: _("share of those who gave 4 or 5 out of 5"),
        Kind.CES: _("share of those who found it easy: 5 to 7 out of 7"),
        Kind.CSI: _("index of satisfaction with what matters, from 0 to 100"),
    }
    return told[kind]


FACTS = ("best", "middle", "least", "recent", "within_year", "long_ago", "new", "second_year", "old", "")
"""The bands as they are read, one below the other."""


def facts(code: str) -> str:
    """Bands of customers."""
    told = {
        "best": _("best three tenths by margin"), "middle": _("middle three tenths by margin"),
        "least": _("the other four tenths"), "recent": _("bought within 90 days"),
        "within_year": _("bought within a year"), "long_ago": _("silent over a year"),
        "new": _("first year with us"), "second_year": _("second year with us"), "old": _("longer than two years"),
        "": _("has not bought yet"),
    }  # fmt: skip
    return told[code]
