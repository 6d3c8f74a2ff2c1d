"""The trend as a chart: a band of uncertainty, mailings and marked events, and which months really changed."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.scores import analysis, queries, rules
from zabota.capabilities.scores.contracts import Grain, Histogram, Scope
from zabota.capabilities.scores.web import words
from zabota.capabilities.scores.web.asked import Asked
from zabota.capabilities.surveys.contracts import KIND_NAMES, Kind
from zabota.foundation.design.charts import Format, LineChart, Mark, Series
from zabota.foundation.identity.contracts import Actor

PERCENT = {Kind.CSAT, Kind.CES}


def trend(actor: Actor, asked: Asked, scope: Scope, *, today: date) -> dict[str, object]:
    zone = timezone.get_current_timezone()
    starts = rules.beginnings(asked.grain, today=today)
    counts = queries.trend(actor, scope, [rules.midnight(day, zone) for day in starts])
    first = next((at for at, one in enumerate(counts) if one), len(counts) - 1)
    starts, counts = starts[first:], counts[first:]
    told = _marks(actor, scope, starts)
    chart = _chart(asked, starts, counts, told)
    return {"chart": chart, "months": _months(asked, starts, counts), "told_marks": told}


def _chart(asked: Asked, starts: Sequence[date], counts: Sequence[Histogram], marks: Sequence[Mark]) -> LineChart:
    shown = [analysis.score_of(asked.kind, one) for one in counts]
    scale = 0.01 if asked.kind in PERCENT else 1.0
    name = str(KIND_NAMES[asked.kind])
    few = sum(one.value is None for one in shown)
    note = _("The band is the range the score may lie in; the last point is not over yet.")
    if few:
        gaps = ngettext("%(n)d gap: under ten answers there is no score.",
                        "%(n)d gaps: under ten answers there is no score.", few) % {"n": few}  # fmt: skip
        note = f"{note} {gaps}"
    title = _("%(kind)s by month") if asked.grain == Grain.MONTH else _("%(kind)s by week")
    return LineChart(
        title=title % {"kind": name},
        note=note,
        categories=[label(asked.grain, day) for day in starts],
        series=[
            Series(
                name, [_scaled(one.value, scale) for one in shown], low=[_scaled(one.low, scale) for one in shown],
                high=[_scaled(one.high, scale) for one in shown],
            )
        ],
        value=Format("percent", "0") if asked.kind in PERCENT else Format("number", "0"),
        value_label=name, category_label=_("month") if asked.grain == Grain.MONTH else _("week"), marks=marks,
    )  # fmt: skip


def label(grain: Grain, day: date) -> str:
    return date_format(day, "M Y" if grain == Grain.MONTH else "j M")


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _marks(actor: Actor, scope: Scope, starts: Sequence[date]) -> list[Mark]:
    since = rules.midnight(starts[0], timezone.get_current_timezone())
    told = [(timezone.localdate(at), name) for at, name in queries.waves(actor, scope, since=since)]
    told += [(mark.day, mark.words) for mark in queries.marks(actor)]
    placed = ((rules.place_of(day, starts), name) for day, name in sorted(told))
    return [Mark(at, name) for at, name in placed if at is not None]


def _months(asked: Asked, starts: Sequence[date], counts: Sequence[Histogram]) -> list[dict[str, object]]:
    """Whole months at which the score really changed; weeks are too many looks to be judged one by one."""
    if asked.grain != Grain.MONTH:
        return []
    watched = analysis.watch(asked.kind, counts[:-1])
    return [
        {"month": label(Grain.MONTH, starts[at]), "since": label(Grain.MONTH, starts[one.since]),
         "moved": words.moved(one), "direction": words.verdict(one)[1]}
        for at, one in enumerate(watched) if one is not None and one.verdict == "real_change"
    ]  # fmt: skip
