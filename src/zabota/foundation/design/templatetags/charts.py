"""{% load charts %}: a chart as data for scripts and as a drawing without them."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from zabota.foundation.design import svg_charts
from zabota.foundation.design.charts import Chart, Table

register = template.Library()


@register.filter
def chart_json(chart: Chart) -> SafeString:
    return json_script(chart.spec())


@register.filter
def chart_svg(chart: Chart) -> SafeString:
    return svg_charts.render(chart)


@register.filter
def chart_table(chart: Chart) -> Table:
    return chart.table()
