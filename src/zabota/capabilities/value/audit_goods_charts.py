"""Pictures of the chapter on products; names stand as the shop wrote them, only shorter."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import Plot
from zabota.capabilities.value.audit_words import Voice, column_title, goods_word
from zabota.foundation.design.charts import BarChart, Chart, Format, Heatmap, LineChart, Series

LONGEST_NAME = 18
LONGEST_HEAD = 11
MOST_LINES = 6
Make = Callable[[Plot, dict[str, Any], Voice], Chart]


def _short(name: object, longest: int = LONGEST_NAME) -> str:
    word = goods_word(str(name))
    return word if len(word) <= longest else word[: longest - 1].rstrip() + "…"


def _numbers(values: Any, digits: int = 4) -> list[float | None]:  # noqa: ANN401
    return [None if value is None else round(float(value), digits) for value in values]


def _money(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    wanted = "profit_minor" if voice.knows_margin else "revenue_minor"
    amounts = next(series for series in plot.series if series.name == wanted)
    return BarChart(
        **words,
        categories=[_short(name) for name in plot.x],
        series=[Series(voice.gain, _numbers(amounts.values))],
        value=Format("money", voice.currency),
        value_label=voice.gain,
        horizontal=True,
    )


def _penetration(plot: Plot, words: dict[str, Any], _voice: Voice) -> Chart:
    return BarChart(
        **words,
        categories=[_short(name) for name in plot.x],
        series=[Series(_("share who buy it"), _numbers(plot.series[0].values))],
        value=Format("percent", "0"),
        value_label=_("share of customers"),
        horizontal=True,
    )


def _breadth(plot: Plot, words: dict[str, Any], voice: Voice) -> Chart:
    chosen = plot.series[-1]  # products where they are known, else categories
    title = column_title(chosen.name, voice)
    return BarChart(
        **words,
        categories=[str(tenth) for tenth in plot.x],
        series=[Series(title, _numbers(chosen.values, 1))],
        value=Format("number", "1"),
        value_label=title,
        category_label=_("tenths of the customers, the best first"),
    )


def _together(plot: Plot, words: dict[str, Any], _voice: Voice) -> Chart:
    return Heatmap(
        **words,
        rows=[_short(series.name) for series in plot.series],
        columns=[_short(name, LONGEST_HEAD) for name in plot.x],
        values=[_numbers(series.values, 2) for series in plot.series],
        value=Format("number", "2"),
        value_label=_("times as often as by chance"),
    )


def _entry(plot: Plot, words: dict[str, Any], _voice: Voice) -> Chart:
    index = plot.series[0]
    return BarChart(
        **words,
        categories=[_short(name) for name in plot.x],
        series=[
            Series(
                _("times the average of the cohort"),
                _numbers(index.values, 2),
                low=_numbers(index.low or (), 2),
                high=_numbers(index.high or (), 2),
            )
        ],
        value=Format("number", "2"),
        value_label=_("times the average of the cohort"),
        horizontal=True,
    )


def _growth(plot: Plot, words: dict[str, Any], _voice: Voice) -> Chart:
    return LineChart(
        **words,
        categories=[str(age) for age in plot.x],
        series=[Series(_short(line.name), _numbers(line.values)) for line in plot.series[:MOST_LINES]],
        value=Format("percent", "0"),
        value_label=_("share of the cohort"),
        category_label=_("age, 0 is the period of the first purchase"),
    )


GOODS_CHARTS: dict[str, Make] = {
    "categories": _money,
    "penetration": _penetration,
    "breadth": _breadth,
    "bought_together": _together,
    "entry": _entry,
    "penetration_by_age": _growth,
}
