"""One chart of every form, on made-up numbers that say they are made up."""

from django.utils.translation import pgettext

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
    SmallMultiples,
    Sparkline,
    Step,
    Values,
)

ROUBLES = Format("money", "RUB")
SHARE = Format("percent", "0")
MONTHS = ["01.24", "02.24", "03.24", "04.24", "05.24", "06.24", "07.24", "08.24"]


def sample_charts() -> list[Chart]:
    return [_line(), _area(), _bars(), _lying(), _bridge(), _lorenz(), _histogram(), _heatmap(), _multiples()]


def sample_sparkline() -> Sparkline:
    return Sparkline(title=pgettext("gallery", "Orders by month"), values=[3, 4, None, 6, 5, 8, 9])


def _line() -> Chart:
    known = [0.31, 0.33, 0.32, 0.36, 0.38, None, 0.41, 0.43]
    low = [None if value is None else value - 0.05 for value in known]
    high = [None if value is None else value + 0.05 for value in known]
    return LineChart(
        title=pgettext("gallery", "More and more people come back"),
        note=pgettext("gallery", "Made-up numbers; June was not measured."),
        description=pgettext("gallery", "The share of those who came back grew from 31 to 43 percent in eight months."),
        categories=MONTHS,
        value=SHARE,
        value_label=pgettext("gallery", "share who came back"),
        category_label=pgettext("gallery", "month"),
        series=[
            Series(pgettext("gallery", "all"), known, low, high),
            Series(pgettext("gallery", "wholesale"), [0.2, 0.22, 0.2, 0.21, 0.2, 0.23, 0.22, 0.21]),
        ],
    )


def _area() -> Chart:
    layers = [[9, 8, 7, 7, 6, 6, 6, 5], [0, 6, 5, 4, 4, 4, 3, 3], [0, 0, 7, 5, 4, 4, 4, 3], [0, 0, 0, 0, 8, 6, 5, 5]]
    series = [Series(f"2024-{at + 1:02}", [v * 10_000_000 for v in layer]) for at, layer in enumerate(layers)]
    return AreaChart(
        title=pgettext("gallery", "Old customers carry half of the revenue"),
        categories=MONTHS,
        series=series,
        value=ROUBLES,
        value_label=pgettext("gallery", "revenue"),
        category_label=pgettext("gallery", "month"),
    )


def _bars() -> Chart:
    return BarChart(
        title=pgettext("gallery", "March brought the most orders"),
        categories=MONTHS[:6],
        value_label=pgettext("gallery", "orders"),
        category_label=pgettext("gallery", "month"),
        series=[Series(pgettext("gallery", "orders"), [120, 131, 188, 140, None, 152])],
    )


def _lying() -> Chart:
    return BarChart(
        title=pgettext("gallery", "Delivery matters more than price"),
        horizontal=True,
        value=SHARE,
        value_label=pgettext("gallery", "share"),
        category_label=pgettext("gallery", "cause"),
        categories=[
            pgettext("gallery", "Delivery"),
            pgettext("gallery", "Quality of the cloth"),
            pgettext("gallery", "Price"),
            pgettext("gallery", "Manners"),
        ],
        series=[
            Series(
                pgettext("gallery", "mentions"),
                [0.42, 0.31, 0.18, 0.09],
                [0.35, 0.25, 0.13, 0.05],
                [0.49, 0.38, 0.24, 0.15],
            )
        ],
    )


def _bridge() -> Chart:
    steps = [
        Step(pgettext("gallery", "March"), 120_000_000, "total"),
        Step(pgettext("gallery", "new"), 34_000_000),
        Step(pgettext("gallery", "came back"), 12_000_000),
        Step(pgettext("gallery", "left"), -41_000_000),
        Step(pgettext("gallery", "spent less"), -9_000_000),
        Step(pgettext("gallery", "April"), 116_000_000, "total"),
    ]
    return BridgeChart(
        title=pgettext("gallery", "Those who left took more than the new ones brought"),
        steps=steps,
        value=ROUBLES,
        value_label=pgettext("gallery", "revenue"),
        category_label=pgettext("gallery", "cause"),
    )


def _lorenz() -> Chart:
    people = [at / 20 for at in range(21)]
    return LorenzChart(
        title=pgettext("gallery", "A tenth of customers brings half of the profit"),
        curves=[
            Curve(pgettext("gallery", "profit"), people, [p**4 for p in people]),
            Curve(pgettext("gallery", "orders"), people, [p**2 for p in people]),
        ],
        category_label=pgettext("gallery", "share of customers"),
        value_label=pgettext("gallery", "share of value"),
    )


def _histogram() -> Chart:
    counts = [310, 240, 150, 96, 60, 41, 22, 14, 8, 3]
    return Histogram(
        title=pgettext("gallery", "Most spend little, a few spend much"),
        edges=[at * 100_000 for at in range(11)],
        counts=counts,
        mean=215_000,
        median=142_000,
        value=ROUBLES,
        value_label=pgettext("gallery", "spent in a year"),
        category_label=pgettext("gallery", "customers"),
    )


def _heatmap() -> Chart:
    rows: list[Values] = [
        [1.0, 0.42, 0.31, 0.27, 0.24, 0.22],
        [1.0, 0.45, 0.33, 0.28, 0.26, None],
        [1.0, 0.39, 0.30, 0.25, None, None],
        [1.0, 0.47, 0.36, None, None, None],
    ]
    return Heatmap(
        title=pgettext("gallery", "Each cohort keeps a quarter after four months"),
        rows=MONTHS[:4],
        columns=["0", "1", "2", "3", "4", "5"],
        values=rows,
        value=SHARE,
        category_label=pgettext("gallery", "first order"),
    )


def _multiples() -> Chart:
    names = [
        pgettext("gallery", "Tver"),
        pgettext("gallery", "Kazan"),
        pgettext("gallery", "Perm"),
        pgettext("gallery", "Tula"),
        pgettext("gallery", "Omsk"),
        pgettext("gallery", "Ufa"),
    ]
    series = [Series(name, [10 + at * 2 + (at * month) % 7 for month in range(8)]) for at, name in enumerate(names)]
    return SmallMultiples(
        title=pgettext("gallery", "Every branch grows but one"),
        categories=MONTHS,
        series=series,
        category_label=pgettext("gallery", "month"),
        value_label=pgettext("gallery", "orders"),
    )
