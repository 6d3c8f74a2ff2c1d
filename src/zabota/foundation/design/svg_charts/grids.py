"""Heat maps and small multiples."""

from zabota.foundation.design.charts import Heatmap, SmallMultiples
from zabota.foundation.design.svg_charts.canvas import Canvas, Scale, room_for, thinned

MULTIPLES_A_ROW = 3
MULTIPLE_HEIGHT = 110


def draw_heatmap(canvas: Canvas, chart: Heatmap) -> None:
    left = room_for(chart.rows)
    wide = (canvas.width - left) / max(len(chart.columns), 1)
    high = (canvas.height - 40) / max(len(chart.rows), 1)
    known = [value for row in chart.values for value in row if value is not None] or [0.0]
    shade = Scale(min(0.0, *known), max(known), 0.06, 0.95)
    every = thinned(len(chart.columns), int((canvas.width - left) // room_for(chart.columns)))
    for at, column in enumerate(chart.columns):
        if at % every == 0:
            canvas.text(left + wide * (at + 0.5), 26, column, anchor="middle")
    if chart.category_label:
        canvas.text(0, 10, chart.category_label)
    longest = max((len(chart.value.short(value)) for value in known), default=0) * 6
    for at, (name, row) in enumerate(zip(chart.rows, chart.values, strict=True)):
        y = 36 + high * at
        canvas.text(left - 8, y + high / 2 + 4, name, anchor="end")
        for place, value in enumerate(row):
            if value is None:
                continue
            x = left + wide * place
            canvas.rect(x + 1, y + 1, wide - 2, high - 2, opacity=round(shade(value), 3), radius=3,
                        title=f"{name}, {chart.columns[place]}: {chart.value.text(value)}")  # fmt: skip
            if longest < wide - 4:
                canvas.on_shade(x + wide / 2, y + high / 2 + 4, chart.value.short(value), shade(value))


def draw_multiples(canvas: Canvas, chart: SmallMultiples) -> None:
    known = [value for series in chart.series for value in series.values if value is not None] or [0.0]
    wide = canvas.width / MULTIPLES_A_ROW
    for index, series in enumerate(chart.series):
        x, y = wide * (index % MULTIPLES_A_ROW), MULTIPLE_HEIGHT * (index // MULTIPLES_A_ROW)
        upright = Scale(min(0.0, *known), max(known), y + MULTIPLE_HEIGHT - 24, y + 28)
        along = Scale(0, max(len(chart.categories) - 1, 1), x + 4, x + wide - 70)
        canvas.text(x + 4, y + 14, series.name, strong=True)
        floor = upright(0)
        canvas.line((x + 4, floor), (x + wide - 70, floor))
        points = [None if v is None else (along(at), upright(v)) for at, v in enumerate(series.values)]
        canvas.path(points, tone=series.tone)
        drawn = [(point, value) for point, value in zip(points, series.values, strict=True) if point]
        if drawn:
            (end_x, end_y), value = drawn[-1]
            canvas.dot((end_x, end_y), tone=series.tone)
            canvas.text(end_x + 8, end_y + 4, chart.value.short(value), strong=True)
        if chart.categories:
            canvas.text(x + 4, floor + 15, str(chart.categories[0]), size=11)
            canvas.text(x + wide - 70, floor + 15, str(chart.categories[-1]), anchor="end", size=11)
