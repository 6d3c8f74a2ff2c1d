"""Bars upright and lying, histograms, bridges."""

from zabota.foundation.design.charts import BarChart, BridgeChart, Histogram
from zabota.foundation.design.formats import number
from zabota.foundation.design.svg_charts.canvas import (
    LETTER,
    Canvas,
    Frame,
    Scale,
    nice_step,
    room_for,
    thinned,
    ticks,
    upright_axis,
)


def _extent(chart: BarChart) -> list[float]:
    known = [0.0]
    for at in range(len(chart.categories)):
        column = [series.values[at] or 0 for series in chart.series]
        known += [sum(v for v in column if v > 0), sum(v for v in column if v < 0)] if chart.stacked else column
    known += [value for series in chart.series for value in (*series.low, *series.high) if value is not None]
    return ticks(min(known), max(known))


def _legend(canvas: Canvas, names: list[str], tones: list[str], left: float) -> None:
    for at, name in enumerate(names):
        canvas.rect(left, 3, 10, 10, at=at, tone=tones[at])
        canvas.text(left + 15, 12, name)
        left += 30 + len(name) * LETTER


def draw_bars(canvas: Canvas, chart: BarChart) -> None:
    marks = _extent(chart)
    if len(chart.series) > 1:
        names = [series.name for series in chart.series]
        _legend(canvas, names, [series.tone for series in chart.series], 0)
    (_draw_lying if chart.horizontal else _draw_upright)(canvas, chart, marks)


def _places(chart: BarChart, at: int, thick: float) -> list[tuple[int, float, float, float, float]]:
    """For one category: series, offset, thickness, from value, to value."""
    found = []
    up = down = 0.0
    share = thick if chart.stacked else thick / len(chart.series)
    for index, series in enumerate(chart.series):
        value = series.values[at]
        if value is None:
            continue
        if chart.stacked:
            start = up if value >= 0 else down
            found.append((index, 0.0, share, start, start + value))
            up, down = (up + value, down) if value >= 0 else (up, down + value)
        else:
            found.append((index, index * share, share - 1, 0.0, value))
    return found


def _draw_upright(canvas: Canvas, chart: BarChart, marks: list[float]) -> None:
    say = chart.value.short
    label = "" if len(chart.series) > 1 else chart.value_label
    frame = Frame(room_for(say(mark) for mark in marks), 28, canvas.width - 4, canvas.height - 28)
    scale = upright_axis(canvas, frame, marks, say, label)
    slot = (frame.right - frame.left) / max(len(chart.categories), 1)
    thick = min(slot * 0.7, 72.0 * (1 if chart.stacked else len(chart.series)))
    every = thinned(len(chart.categories), int((frame.right - frame.left) // room_for(chart.categories)))
    for at, category in enumerate(chart.categories):
        middle = frame.left + slot * (at + 0.5)
        if at % every == 0:
            canvas.text(middle, canvas.height - 8, category, anchor="middle")
        for index, offset, width, start, end in _places(chart, at, thick):
            series, x = chart.series[index], middle - thick / 2 + offset
            top, bottom = sorted((scale(start), scale(end)))
            canvas.rect(
                x,
                top,
                width,
                bottom - top,
                at=index,
                tone=series.tone,
                opacity=0.6 if series.low else 1,
                title=chart.value.text(end - start),
            )
            low, high = (series.low[at], series.high[at]) if series.low else (None, None)
            if low is not None and high is not None:
                canvas.whisker((x + width / 2, scale(low)), (x + width / 2, scale(high)))
            elif len(chart.categories) <= 12 and len(chart.series) == 1:
                canvas.text(middle, top - 5, say(end), anchor="middle", strong=True)


def _draw_lying(canvas: Canvas, chart: BarChart, marks: list[float]) -> None:
    say = chart.value.short
    left = min(room_for(chart.categories), canvas.width * 0.4)
    top = 28.0 if len(chart.series) > 1 else 8.0
    frame = Frame(left, top, canvas.width - 70, canvas.height - 28)
    scale = Scale(marks[0], marks[-1], frame.left, frame.right)
    for mark in marks:
        x = scale(mark)
        canvas.line((x, frame.top), (x, frame.bottom), kind="axis" if mark == 0 else "grid")
        canvas.text(x, canvas.height - 10, say(mark), anchor="middle")
    slot = (frame.bottom - frame.top) / max(len(chart.categories), 1)
    thick = slot * 0.66
    for at, category in enumerate(chart.categories):
        middle = frame.top + slot * (at + 0.5)
        canvas.text(frame.left - 8, middle + 4, category, anchor="end")
        for index, offset, height, start, end in _places(chart, at, thick):
            series, y = chart.series[index], middle - thick / 2 + offset
            x, far = sorted((scale(start), scale(end)))
            canvas.rect(
                x,
                y,
                far - x,
                height,
                at=index,
                tone=series.tone,
                opacity=0.6 if series.low else 1,
                title=chart.value.text(end - start),
            )
            low, high = (series.low[at], series.high[at]) if series.low else (None, None)
            if low is not None and high is not None:
                canvas.whisker((scale(low), y + height / 2), (scale(high), y + height / 2))
                far = max(far, scale(high))
            if not chart.stacked:
                canvas.text(far + 6, y + height / 2 + 4, say(end), strong=True)


def draw_histogram(canvas: Canvas, chart: Histogram) -> None:
    marks = ticks(0, max([*chart.counts, 1]))
    frame = Frame(room_for(number(mark) for mark in marks), 40, canvas.width - 8, canvas.height - 40)
    upright = upright_axis(canvas, frame, marks, number, chart.category_label)
    along = Scale(chart.edges[0], chart.edges[-1], frame.left, frame.right)
    for low, high, count in zip(chart.edges, chart.edges[1:], chart.counts, strict=False):
        x, top = along(low), upright(count)
        canvas.rect(x + 0.5, top, along(high) - x - 1, frame.bottom - top, radius=1, title=number(count))
    step = nice_step(chart.edges[-1] - chart.edges[0], 6)
    for mark in ticks(chart.edges[0], chart.edges[-1], 6):
        if chart.edges[0] <= mark <= chart.edges[-1] - step / 4:
            canvas.text(along(mark), frame.bottom + 16, chart.value.short(mark), anchor="middle")
    canvas.text(frame.right, canvas.height - 6, chart.value_label, anchor="end")
    words = chart.body()["words"]
    for row, (name, value) in enumerate((("median", chart.median), ("mean", chart.mean))):
        if value is not None and chart.edges[0] <= value <= chart.edges[-1]:
            x = along(value)
            canvas.line((x, 16 + 14 * row), (x, frame.bottom), kind="alarm" if name == "mean" else "axis", dashed=True)
            side = "end" if x > canvas.width * 0.7 else "start"
            away = -5 if side == "end" else 5
            told = f"{words[name]} {chart.value.text(value)}"
            canvas.text(x + away, 24 + 14 * row, told, anchor=side, strong=True)


def draw_bridge(canvas: Canvas, chart: BridgeChart) -> None:
    spans = chart.spans()
    ends = [value for span in spans for value in span] or [0.0]
    marks = ticks(min(0.0, *ends), max(0.0, *ends))
    say = chart.value.short
    frame = Frame(room_for(say(mark) for mark in marks), 28, canvas.width - 4, canvas.height - 28)
    scale = upright_axis(canvas, frame, marks, say, chart.value_label)
    slot = (frame.right - frame.left) / max(len(chart.steps), 1)
    for at, (step, (start, end)) in enumerate(zip(chart.steps, spans, strict=True)):
        x = frame.left + slot * (at + 0.17)
        top, bottom = sorted((scale(start), scale(end)))
        tone = "quiet" if step.kind == "total" else ("alarm" if step.amount < 0 else "")
        canvas.rect(x, top, slot * 0.66, max(bottom - top, 1), tone=tone, title=chart.value.text(step.amount))
        if at + 1 < len(spans):
            canvas.line((x + slot * 0.66, scale(end)), (x + slot, scale(end)), kind="axis", dashed=True)
        canvas.text(x + slot * 0.33, top - 6, say(step.amount), anchor="middle", strong=True)
        canvas.text(x + slot * 0.33, canvas.height - 8, step.label, anchor="middle")
