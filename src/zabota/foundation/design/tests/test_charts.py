"""A chart tells the same numbers as data, as a table and as a drawing."""

import json
import math
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zabota.foundation import design
from zabota.foundation.design import svg_charts
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
)
from zabota.foundation.design.svg_charts.canvas import ticks

MONTHS = ["Jan", "Feb", "Mar"]
SERIES = [Series("<first> & 'second'", [1.0, None, 3.0], [0.5, None, 2.0], [2.0, None, 5.0]), Series("b", [2, -1, 0])]
CHARTS: list[Chart] = [
    BarChart(title="bars", categories=MONTHS, series=SERIES),
    BarChart(title="lying", categories=MONTHS, series=SERIES[:1], horizontal=True),
    BarChart(title="stacked", categories=MONTHS, series=SERIES, stacked=True),
    LineChart(title="line", categories=MONTHS, series=SERIES),
    AreaChart(title="area", categories=MONTHS, series=[Series("a", [1, 2, 3]), Series("b", [0, None, 4])]),
    SmallMultiples(title="multiples", categories=MONTHS, series=SERIES),
    Heatmap(title="heat", rows=["r", "s"], columns=["x", "y"], values=[[1.0, None], [0.2, 0.4]]),
    Histogram(title="histogram", edges=[0, 10, 20], counts=[3, 1], mean=7.0, median=6.0),
    LorenzChart(title="lorenz", curves=[Curve("c", [0, 0.5, 1], [0, 0.1, 1])]),
    BridgeChart(title="bridge", steps=[Step("from", 100, "total"), Step("less", -30), Step("to", 70, "total")]),
    Sparkline(title="spark", values=[1, None, 2]),
]  # fmt: skip
EMPTY: list[Chart] = [
    BarChart(title="no bars", categories=[], series=[]),
    LineChart(title="no line", categories=[], series=[Series("a", [])]),
    AreaChart(title="no area", categories=[], series=[]),
    SmallMultiples(title="no multiples", categories=MONTHS, series=[Series("a", [None, None, None])]),
    Heatmap(title="no heat", rows=[], columns=[], values=[]),
    BridgeChart(title="no bridge", steps=[]),
    Sparkline(title="no spark", values=[None]),
]


class Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, _value in attrs}


@pytest.mark.parametrize("chart", [*CHARTS, *EMPTY], ids=lambda chart: chart.title)
def test_every_form_is_drawn_as_well_formed_svg_without_styles_or_scripts(chart):
    drawn = svg_charts.render(chart)
    root = ET.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title").text == chart.title
    parser = Attributes()
    parser.feed(drawn)
    assert "style" not in parser.names
    assert "nan" not in drawn
    assert "None" not in drawn


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_every_form_has_a_drawer_in_the_browser_and_a_table(chart):
    scripts = Path(design.__file__).parent / "static/design/charts"
    source = "".join(path.read_text("utf-8") for path in scripts.glob("*-forms.js"))
    assert f"export function {chart.form}(" in source
    assert json.loads(json.dumps(chart.spec()))["form"] == chart.form
    table = chart.table()
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_a_gap_stays_a_gap_in_the_table_and_in_the_data():
    chart = CHARTS[3]
    assert chart.spec()["series"][0]["values"] == [1.0, None, 3.0]
    with translation.override("en"):
        assert chart.table().rows[1][:3] == ("Feb", "—", "—")
        assert chart.table().rows[0][:3] == ("Jan", "1", "0.5 to 2")


def test_the_pillars_of_a_bridge_hang_from_one_another():
    bridge = CHARTS[9]
    assert bridge.spans() == [(0.0, 100.0), (100.0, 70.0), (0.0, 70.0)]


def test_the_length_of_a_bar_is_in_proportion_to_its_value():
    chart = BarChart(title="two", categories=["a", "b"], series=[Series("s", [10, 30])])
    rects = ET.fromstring(svg_charts.render(chart)).findall("{http://www.w3.org/2000/svg}rect")
    low, high = (float(rect.get("height")) for rect in rects)
    assert high / low == pytest.approx(3, rel=0.001)


def test_money_reaches_the_browser_with_the_digits_of_its_currency():
    yen = BarChart(title="yen", categories=[], series=[], value=Format("money", "JPY"))
    assert yen.spec()["value"] == {"style": "money", "detail": "JPY", "minor_digits": 0}


def test_series_of_another_length_are_refused():
    with pytest.raises(ValueError, match="2 values for 3 categories"):
        LineChart(title="", categories=MONTHS, series=[Series("a", [1, 2])])
    with pytest.raises(ValueError, match="one more edge"):
        Histogram(title="", edges=[0, 1], counts=[1, 2])


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_ticks_cover_the_range_with_round_steps(least, span):
    marks = ticks(least, least + span)
    slack = 1e-6 * max(1.0, abs(least), span)
    assert marks[0] <= least + slack
    assert marks[-1] >= least + span - slack
    assert 2 <= len(marks) <= 12
    steps = [after - before for before, after in pairwise(marks)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-5, abs_tol=slack) for step in steps)
