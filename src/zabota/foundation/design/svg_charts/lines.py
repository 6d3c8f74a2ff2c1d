"""Lines with bands, stacked areas, Lorenz curves, sparklines."""

from dataclasses import dataclass
from textwrap import wrap

from zabota.foundation.design.charts import AreaChart, LineChart, LorenzChart, Sparkline
from zabota.foundation.design.svg_charts.canvas import (
    Canvas,
    Frame,
    Point,
    Scale,
    room_for,
    thinned,
    ticks,
    upright_axis,
)

WIDEST_NAME = 16  # letters in a line of a name beside the end of a series


def _along(canvas: Canvas, frame: Frame, categories: list[str]) -> Scale:
    scale = Scale(0, max(len(categories) - 1, 1), frame.left, frame.right)
    every = thinned(len(categories), int((frame.right - frame.left) // room_for(categories)))
    for at, category in enumerate(categories):
        if at % every == 0:
            canvas.text(scale(at), frame.bottom + 18, category, anchor="start" if at == 0 else "middle")
    return scale


@dataclass(frozen=True, order=True)
class _End:
    """Where a series ends, and the name to stand there; a long one is broken into lines."""

    y: float
    name: str
    at: int
    tone: str

    @property
    def lines(self) -> list[str]:
        return wrap(self.name, WIDEST_NAME) or [""]


def _room_for_names(names: list[str]) -> float:
    return room_for(line for name in names for line in wrap(name, WIDEST_NAME)) + 10


def _name_ends(canvas: Canvas, ends: list[_End], x: float) -> None:
    """Names at the ends of series beside their colour, moved apart so that none covers another."""
    last = -100.0
    for end in sorted(ends):
        top = max(end.y, last + 15)
        canvas.rect(x, top - 1, 8, 3, at=end.at, tone=end.tone)
        for row, line in enumerate(end.lines):
            last = top + 13 * row
            canvas.text(x + 12, last + 4, line, strong=True)


def draw_lines(canvas: Canvas, chart: LineChart) -> None:
    known = [v for s in chart.series for v in (*s.values, *s.low, *s.high) if v is not None] or [0.0]
    least = 0.0 if min(known) >= 0 else min(known)
    marks = ticks(least, max(known))
    say = chart.value.short
    room = _room_for_names([series.name for series in chart.series]) if len(chart.series) > 1 else room_for([""])
    frame = Frame(room_for(map(say, marks)), 28, canvas.width - room, canvas.height - 28)
    upright = upright_axis(canvas, frame, marks, say, chart.value_label)
    along = _along(canvas, frame, list(chart.categories))
    for mark in chart.marks:
        canvas.line((along(mark.at), frame.top), (along(mark.at), frame.bottom), kind="axis", dashed=True)
        canvas.text(along(mark.at) + 4, frame.top + 10, mark.words)
    ends: list[_End] = []
    for index, series in enumerate(chart.series):
        pairs = [(at, low, high) for at, (low, high) in enumerate(zip(series.low, series.high, strict=True))]
        band = [(at, low, high) for at, low, high in pairs if low is not None and high is not None]
        upper = [(along(at), upright(high)) for at, _low, high in band]
        lower = [(along(at), upright(low)) for at, low, _high in reversed(band)]
        if band:
            canvas.area(upper + lower, at=index, tone=series.tone, opacity=0.18)
        points = [None if v is None else (along(at), upright(v)) for at, v in enumerate(series.values)]
        canvas.path(points, at=index, tone=series.tone)
        drawn = [point for point in points if point]
        if drawn:
            canvas.dot(drawn[-1], at=index, tone=series.tone)
            ends.append(_End(drawn[-1][1], series.name, index, series.tone))
    if len(chart.series) > 1:
        _name_ends(canvas, ends, frame.right + 8)


def draw_areas(canvas: Canvas, chart: AreaChart) -> None:
    count = len(chart.categories)
    sums = [sum(series.values[at] or 0 for series in chart.series) for at in range(count)] or [0]
    marks = ticks(0, max(sums))
    say = chart.value.short
    room = _room_for_names([series.name for series in chart.series])
    frame = Frame(room_for(map(say, marks)), 28, canvas.width - room, canvas.height - 28)
    upright = upright_axis(canvas, frame, marks, say, chart.value_label)
    along = _along(canvas, frame, list(chart.categories))
    floor = [0.0] * count
    ends: list[_End] = []
    for index, series in enumerate(chart.series):
        top = [low + (value or 0) for low, value in zip(floor, series.values, strict=True)]
        upper = [(along(at), upright(value)) for at, value in enumerate(top)]
        lower = [(along(at), upright(value)) for at, value in reversed(list(enumerate(floor)))]
        canvas.area(upper + lower, at=index, tone=series.tone, opacity=0.85)
        if count and top[-1] > floor[-1]:
            ends.append(_End((upper[-1][1] + lower[0][1]) / 2, series.name, index, series.tone))
        floor = top
    _name_ends(canvas, ends, frame.right + 8)


def draw_lorenz(canvas: Canvas, chart: LorenzChart) -> None:
    marks = [0, 0.25, 0.5, 0.75, 1]
    side = min(canvas.height - 68, canvas.width - 120)
    left = room_for(chart.value.text(mark) for mark in marks)
    frame = Frame(left, 28, left + side * 1.4, 28 + side)
    upright = upright_axis(canvas, frame, [float(mark) for mark in marks], chart.value.text, chart.value_label)
    along = Scale(0, 1, frame.left, frame.right)
    for mark in marks:
        canvas.text(along(mark), frame.bottom + 18, chart.value.text(mark), anchor="middle")
    canvas.text(frame.right, canvas.height - 4, chart.category_label, anchor="end")
    canvas.line((along(0), upright(0)), (along(1), upright(1)), kind="axis", dashed=True)
    canvas.text(along(0.5) - 8, upright(0.5) - 8, str(chart.body()["equality"]), anchor="end")
    for index, curve in enumerate(chart.curves):
        pairs = zip(curve.people, curve.share, strict=True)
        points: list[Point | None] = [(along(people), upright(share)) for people, share in pairs]
        canvas.path(points, at=index)
        if len(chart.curves) > 1 and points:
            canvas.rect(frame.right + 20, frame.top + 22 * index, 10, 10, at=index)
            canvas.text(frame.right + 36, frame.top + 22 * index + 9, curve.name, strong=True)


def draw_sparkline(canvas: Canvas, chart: Sparkline) -> None:
    known = [value for value in chart.values if value is not None]
    if not known:
        return
    upright = Scale(min(known), max(known), canvas.height - 4, 4)
    along = Scale(0, max(len(chart.values) - 1, 1), 3, canvas.width - 5)
    points = [None if v is None else (along(at), upright(v)) for at, v in enumerate(chart.values)]
    canvas.path(points, width=1.5)
    last = [point for point in points if point][-1]
    canvas.dot(last, radius=2.5)
