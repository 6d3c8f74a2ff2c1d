"""Charts as plain SVG text: no scripts, no inline styles; for paper, for mail, for pages before scripts arrive.

Colours stand as attributes (a file opens anywhere) and as classes (a page recolours them for the dark).
"""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from zabota.foundation.design.charts import Chart
from zabota.foundation.design.svg_charts import bars, grids, lines
from zabota.foundation.design.svg_charts.canvas import Canvas

_DRAW: dict[str, Callable[[Canvas, Any], None]] = {
    "bar": bars.draw_bars,
    "bridge": bars.draw_bridge,
    "histogram": bars.draw_histogram,
    "line": lines.draw_lines,
    "area": lines.draw_areas,
    "lorenz": lines.draw_lorenz,
    "sparkline": lines.draw_sparkline,
    "heatmap": grids.draw_heatmap,
    "multiples": grids.draw_multiples,
}

WIDTH = 720
_HEIGHTS = {"sparkline": 24}


def render(chart: Chart, *, width: int | None = None, height: int | None = None) -> SafeString:
    """The chart as one <svg> element with a title and a description for readers aloud."""
    wide = width or (96 if chart.form == "sparkline" else WIDTH)
    canvas = Canvas(wide, height or _HEIGHTS.get(chart.form) or _natural_height(chart))
    _DRAW[chart.form](canvas, chart)
    # Every text went through Canvas.text or Canvas.finish, which escape it.
    return mark_safe(canvas.finish(chart.title, chart.description or chart.note))  # noqa: S308


def _natural_height(chart: Chart) -> int:
    if chart.form == "bar" and getattr(chart, "horizontal", False):
        series = 1 if getattr(chart, "stacked", False) else len(getattr(chart, "series", ()))
        return 70 + len(getattr(chart, "categories", ())) * (14 + 18 * series)
    if chart.form == "heatmap":
        return 60 + 30 * len(getattr(chart, "rows", ()))
    if chart.form == "multiples":
        return grids.MULTIPLE_HEIGHT * -(-len(getattr(chart, "series", ())) // grids.MULTIPLES_A_ROW)
    return 320
