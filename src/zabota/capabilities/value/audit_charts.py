"""Plots of the audit as charts of the product: axis words, units, and few enough series to be read."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import Chapter, Lens, Plot
from zabota.capabilities.value.audit_cohort_groups import grouped
from zabota.capabilities.value.audit_goods_charts import GOODS_CHARTS
from zabota.capabilities.value.audit_words import Voice, column_title, label_word, period_short
from zabota.capabilities.value.audit_words.chart_titles import chart_title
from zabota.foundation.design.charts import (
    AreaChart,
    BarChart,
    BridgeChart,
    Chart,
    Curve,
    Format,
    Heatmap,
    Histogram,
    LineChart,
    LorenzChart,
    Series,
    Step,
)

MOST_CURVES = 6
TOTALS = ("before", "after")


def charts_of(chapter: Chapter, voice: Voice, note: str = "") -> dict[str, Chart]:
    """Every picture of a chapter by the name of its plot; `note` says whom it counts."""
    if chapter.result is None:
        return {}
    names = {plot.name for plot in chapter.result.plots}
    charts: dict[str, Chart] = {}
    for plot in chapter.result.plots:
        twin = "profit" in plot.name and plot.name.replace("profit", "revenue") in names
        # A margin taken as a share of revenue has the shape of the revenue: its own picture would say nothing.
        assumed = voice.basis == "rate" and plot.name in ("profit", "margin_rate")
        if not plot.x or not plot.series or assumed or (twin and not voice.knows_margin):
            continue
        charts[plot.name] = chart_of(plot, chapter, voice, note)
    return charts


def chart_of(plot: Plot, chapter: Chapter, voice: Voice, note: str) -> Chart:
    draw: dict[str, Callable[[Plot, dict[str, Any], Voice], Chart]] = {
        "histogram": _histogram,
        "line": _line,
        "heatmap": _heatmap,
        "stacked_bar": _stacked,
        "bar": _bar,
        "waterfall": _bridge,
    }
    make = _concentration if plot.name == "concentration" else GOODS_CHARTS.get(plot.name, draw[plot.kind])
    return make(plot, {"title": chart_title(plot, chapter, voice), "note": note}, voice)


def _format(unit: str, voice: Voice) -> Format:
    if unit == "money_minor":
        return Format("money", voice.currency)
    if unit == "share":
        return Format("percent", "0")
    return Format("number", "1") if unit == "ratio" else Format()


def _x_words(plot: Plot) -> list[str]:
    if plot.x_unit == "label":
        return [label_word(str(value)) for value in plot.x]
    if plot.x_unit == "period":
        return [period_short(str(value)) for value in plot.x]
    return [str(value) for value in plot.x]


def _x_title(plot: Plot, voice: Voice) -> str:
    if plot.x_unit == "age":
        ages = {
            "week": _("age in weeks, 0 is that of the first purchase"),
            "month": _("age in months, 0 is that of the first purchase"),
            "quarter": _("age in quarters, 0 is that of the first purchase"),
            "year": _("age in years, 0 is that of the first purchase"),
        }
        return ages[voice.grain]
    return {"days": _("days since the first purchase"), "period": _("period")}.get(plot.x_unit, "")


def _numbers(values: Sequence[Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _counts(values: Sequence[Any]) -> list[int]:
    return [int(value or 0) for value in values]


def _histogram(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    rate = plot.name == "margin_rate"
    mean, median = plot.marks.get("mean"), plot.marks.get("median")
    labels = {
        "orders": _("orders a customer"),
        "revenue": _("revenue a customer"),
        "average_order": _("average order"),
        "margin_rate": _("margin rate"),
        "profit": _("margin a customer"),
        "value_to_date": _("%(gain)s a customer so far") % {"gain": voice.gain},
    }
    return Histogram(
        **words,
        edges=[float(edge or 0) for edge in plot.x],
        counts=_counts(plot.series[0].values),
        mean=None if mean is None else float(mean),
        median=None if median is None else float(median),
        value=Format("percent", "0") if rate else _histogram_format(plot, voice),
        value_label=labels[plot.name],
        category_label=_("customers"),
    )


def _histogram_format(plot: Plot, voice: Voice) -> Format:
    return Format("number", "1") if plot.x_unit == "count" else _format(plot.x_unit, voice)


def _concentration(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    share = next(series for series in plot.series if series.name == "profit")
    curve = Curve(voice.gain, [float(value or 0) for value in plot.x], [float(value or 0) for value in share.values])
    return LorenzChart(
        **words,
        curves=[curve],
        value_label=_("share of %(gain_of)s") % {"gain_of": voice.gain_of},
        category_label=_("share of customers, the best first"),
    )


def _line(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    chosen = [s for s in plot.series if voice.knows_margin or not _repeats(s.name, plot)]
    many = len(chosen) > 1
    cohorts = plot.name == "second_purchase" and many
    if cohorts:
        chosen = [s for s in chosen if sum(value is not None for value in s.values) > 1][-MOST_CURVES:]
    length = max((at + 1 for s in chosen for at, value in enumerate(s.values) if value is not None), default=1)
    series = [
        Series(
            period_short(s.name) if cohorts else column_title(_column(s.name), voice),
            _numbers(s.values[:length]),
            low=_numbers(s.low[:length]) if s.low and not many else (),
            high=_numbers(s.high[:length]) if s.high and not many else (),
        )
        for s in chosen
    ]
    return LineChart(
        **words,
        categories=_x_words(plot)[:length],
        series=series,
        value=_format(plot.unit, voice),
        value_label=series[0].name if len(series) == 1 and not cohorts else "",
        category_label=_x_title(plot, voice),
    )


def _column(name: str) -> str:
    return {"new": "new", "share": "share"}.get(name, name)


def _repeats(name: str, plot: Plot) -> bool:
    return "profit" in name and name.replace("profit", "revenue") in {series.name for series in plot.series}


def _heatmap(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    switching = plot.name == "decile_switching"
    known = [s for s in plot.series if any(value is not None for value in s.values)]
    width = max((at + 1 for s in known for at, value in enumerate(s.values) if value is not None), default=0)
    name = _tenth if switching else period_short
    return Heatmap(
        **words,
        rows=[name(s.name) for s in known],
        columns=[_tenth(str(x)) for x in plot.x] if switching else _x_words(plot)[:width],
        values=[_numbers(s.values if switching else s.values[:width]) for s in known],
        value=_format(plot.unit, voice),
        category_label=_("tenth before ↓, tenth after →") if switching else _x_title(plot, voice),
    )


def _tenth(code: str) -> str:
    return label_word("none") if code == "none" else code


def _stacked(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    value = _format(plot.unit, voice)
    if plot.name == "growth":
        told = [s for s in plot.series if any(s.values)]
        series = [Series(column_title(s.name, voice), _numbers(s.values)) for s in told]
        return BarChart(**words, categories=_x_words(plot), series=series, value=value, stacked=True,
                        category_label=_x_title(plot, voice))  # fmt: skip
    groups = grouped({s.name: [float(v or 0) for v in s.values] for s in plot.series})
    series = [Series(name, values) for name, values in groups.items()]
    return AreaChart(
        **words, categories=_x_words(plot), series=series, value=value, category_label=_x_title(plot, voice)
    )


def _bar(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    found = plot.series[0]
    told = [at for at, value in enumerate(found.values) if value or plot.x_unit == "period"]
    names = _x_words(plot)
    return BarChart(
        **words,
        categories=[names[at] for at in told],
        series=[Series(_("customers"), [_numbers(found.values)[at] for at in told])],
        value=_format(plot.unit, voice),
        value_label=_("customers"),
        category_label=_x_title(plot, voice),
    )


def _bridge(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    wanted = "profit_minor" if voice.knows_margin else "revenue_minor"
    amounts = next(series for series in plot.series if series.name == wanted).values
    steps = [
        Step(label_word(str(code)), float(amount or 0), "total" if code in TOTALS else "change")
        for code, amount in zip(plot.x, amounts, strict=True)
        if amount or code in TOTALS
    ]
    return BridgeChart(**words, steps=steps, value=_format("money_minor", voice), value_label=voice.gain)


CHART_ORDER: dict[Lens, tuple[str, ...]] = {
    Lens.ONE_PERIOD: ("concentration", "revenue", "orders", "average_order", "profit", "margin_rate"),
    Lens.TWO_PERIODS: ("bridge", "flow", "decile_switching"),
    Lens.ONE_COHORT: ("active_share", "second_purchase", "per_acquired", "per_active", "orders_per_active",
                      "value_to_date"),
    Lens.COHORTS: ("active_share_by_age", "second_purchase", "profit_per_acquired_minor_by_age",
                   "active_share_by_period", "profit_per_acquired_minor_by_period"),
    Lens.WHOLE_BASE: ("c3_profit_minor", "c3_revenue_minor", "growth", "new_customers", "share_of_new", "c3_active"),
    Lens.PRODUCTS: ("categories", "penetration", "entry", "bought_together", "breadth", "penetration_by_age"),
}  # fmt: skip


def charts_in_order(chapter: Chapter, voice: Voice, note: str = "") -> list[tuple[str, Chart]]:
    """The most telling picture first; a plot not named above comes last."""
    charts = charts_of(chapter, voice, note)
    order = CHART_ORDER[chapter.lens]
    last = len(order)
    return sorted(charts.items(), key=lambda item: order.index(item[0]) if item[0] in order else last)
