// Forms made of categories and series: bars, lines with bands, stacked areas, small multiples, sparklines.
import { colorOf, faded } from "./look.js";
import { rangeWords } from "./numbers.js";
import { base, categoryAxis, legend, textStyle, tooltip, valueAxis } from "./parts.js";

function tipOf(spec, say) {
  return (points) => {
    const at = points[0].dataIndex;
    const lines = spec.series.map((series) => {
      const range = series.low.length && series.low[at] !== null ? ` (${rangeWords(say.exact(series.low[at]), say.exact(series.high[at]))})` : "";
      return `${series.name}: ${say.exact(series.values[at])}${range}`;
    });
    return [spec.categories[at], ...lines].join("\n");
  };
}

function whiskers(spec, series, index, look, say) {
  const { horizontal } = spec;
  return {
    type: "custom",
    name: series.name,
    silent: true,
    z: 5,
    tooltip: { show: false },
    data: series.low.map((low, at) => [at, low, series.high[at]]),
    renderItem(_params, api) {
      const [low, high] = [api.value(1), api.value(2)];
      if (Number.isNaN(low) || Number.isNaN(high)) return null;
      const slot = api.barLayout({ count: spec.stacked ? 1 : spec.series.length, barMaxWidth: 72, barCategoryGap: "34%" })[spec.stacked ? 0 : index];
      const point = (value) => {
        const [x, y] = horizontal ? api.coord([value, api.value(0)]) : api.coord([api.value(0), value]);
        return horizontal ? [x, y + slot.offsetCenter] : [x + slot.offsetCenter, y];
      };
      const [x1, y1] = point(low);
      const [x2, y2] = point(high);
      const whisker = { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: look.ink, lineWidth: 1.5 } };
      const words = { text: say.brief(series.values[api.value(0)]), fill: look.ink, font: `600 12px ${look.font}` };
      const beside = horizontal ? { x: x2 + 6, y: y2, verticalAlign: "middle" } : { x: x2, y: y2 - 4, align: "center", verticalAlign: "bottom" };
      const figure = { type: "text", style: { ...words, ...beside } };
      return { type: "group", children: spec.series.length === 1 ? [whisker, figure] : [whisker] };
    },
    encode: horizontal ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
  };
}

export function bar(spec, look, say) {
  const { horizontal, stacked } = spec;
  const sayable = spec.series.length === 1 && spec.categories.length <= 12 && !spec.series[0].low.length;
  const bars = spec.series.map((series, index) => ({
    type: "bar",
    name: series.name,
    data: series.values,
    stack: stacked ? "all" : undefined,
    barMaxWidth: horizontal ? 22 : 72,
    barCategoryGap: "34%",
    itemStyle: { color: colorOf(look, index, series.tone), opacity: series.low.length ? 0.6 : 1, borderRadius: 2, borderColor: look.paper, borderWidth: stacked ? 1 : 0 },
    label: { show: sayable, position: horizontal ? "right" : "top", formatter: (point) => say.brief(point.value), ...textStyle(look, look.ink, 600) },
    labelLayout: { hideOverlap: true },
  }));
  const bands = spec.series.flatMap((series, index) => (series.low.length ? [whiskers(spec, series, index, look, say)] : []));
  const names = spec.series.map((series) => series.name);
  const categories = categoryAxis(look, spec.categories, "", horizontal ? { inverse: true } : {});
  const values = valueAxis(look, say, horizontal || names.length > 1 ? "" : spec.value_label);
  return {
    ...base(look),
    legend: legend(look, names),
    tooltip: tooltip(look, "axis", tipOf(spec, say)),
    grid: { ...base(look).grid, right: horizontal ? 64 : 16 },
    xAxis: horizontal ? values : categories,
    yAxis: horizontal ? categories : values,
    series: [...bars, ...bands],
  };
}

function band(series, index, look) {
  const shape = { type: "line", symbol: "none", silent: true, tooltip: { show: false }, lineStyle: { opacity: 0 }, stack: `band-${index}`, stackStrategy: "all" };
  const width = series.low.map((low, at) => (low === null || series.high[at] === null ? null : series.high[at] - low));
  return [
    { ...shape, data: series.low },
    { ...shape, data: width, areaStyle: { color: faded(colorOf(look, index, series.tone), 0.18) } },
  ];
}

function endName(series, look, show) {
  return { show, formatter: () => series.name, ...textStyle(look, look.ink, 600), distance: 8, width: 110, overflow: "break" };
}

function roomRight(spec) {
  const longest = Math.max(0, ...spec.series.map((series) => series.name.length));
  return spec.series.length > 1 ? Math.min(126, 16 + longest * 7) : 16;
}

function happenings(spec, look) {
  const label = { formatter: (point) => point.name, position: "insideEndTop", ...textStyle(look, look.ink) };
  const data = spec.marks.map((mark) => ({ name: mark.words, xAxis: mark.at }));
  return { silent: true, symbol: "none", label, lineStyle: { color: look.ink, type: "dashed", width: 1 }, data };
}

export function line(spec, look, say) {
  const lines = spec.series.map((series, index) => ({
    type: "line",
    name: series.name,
    data: series.values,
    symbol: "circle",
    symbolSize: 6,
    showSymbol: series.values.length === 1,
    lineStyle: { width: 2, color: colorOf(look, index, series.tone) },
    itemStyle: { color: colorOf(look, index, series.tone) },
    endLabel: endName(series, look, spec.series.length > 1),
    labelLayout: { moveOverlap: "shiftY" },
    markLine: index === 0 && spec.marks.length ? happenings(spec, look) : undefined,
  }));
  const bands = spec.series.flatMap((series, index) => (series.low.length ? band(series, index, look) : []));
  return {
    ...base(look),
    tooltip: tooltip(look, "axis", tipOf(spec, say)),
    grid: { ...base(look).grid, right: roomRight(spec) },
    xAxis: categoryAxis(look, spec.categories, "", { boundaryGap: false }),
    yAxis: valueAxis(look, say, spec.value_label),
    series: [...bands, ...lines],
  };
}

export function area(spec, look, say) {
  const layers = spec.series.map((series, index) => ({
    type: "line",
    name: series.name,
    data: series.values,
    stack: "all",
    symbol: "none",
    lineStyle: { width: 1, color: look.paper },
    itemStyle: { color: colorOf(look, index, series.tone) },
    areaStyle: { color: colorOf(look, index, series.tone), opacity: 0.85 },
    endLabel: endName(series, look, true),
    labelLayout: { moveOverlap: "shiftY" },
  }));
  return {
    ...base(look),
    tooltip: tooltip(look, "axis", tipOf(spec, say)),
    grid: { ...base(look).grid, right: roomRight({ series: [...spec.series, { name: "" }] }) },
    xAxis: categoryAxis(look, spec.categories, "", { boundaryGap: false }),
    yAxis: valueAxis(look, say, spec.value_label),
    series: layers,
  };
}

export function multiples(spec, look, say, width) {
  const inRow = width < 520 ? 1 : 3;
  const rows = Math.ceil(spec.series.length / inRow);
  const known = spec.series.flatMap((series) => series.values).filter((value) => value !== null);
  const place = (index) => ({ left: `${(100 / inRow) * (index % inRow) + 1}%`, top: `${(100 / rows) * Math.floor(index / inRow) + 2}%` });
  const share = { min: Math.min(0, ...known), max: Math.max(...known) };
  return {
    ...base(look),
    title: spec.series.map((series, index) => ({ text: series.name, ...place(index), padding: 0, textStyle: textStyle(look, look.ink, 600) })),
    tooltip: tooltip(look, "axis", (points) => `${spec.categories[points[0].dataIndex]}\n${points[0].seriesName}: ${say.exact(points[0].value)}`),
    grid: spec.series.map((_, index) => ({
      left: place(index).left,
      top: `${(100 / rows) * Math.floor(index / inRow) + 2 + 22 / rows}%`,
      width: `${100 / inRow - (inRow === 1 ? 18 : 10)}%`,
      height: `${100 / rows - 46 / rows}%`,
    })),
    xAxis: spec.series.map((_, index) => categoryAxis(look, spec.categories, "", { gridIndex: index, boundaryGap: false, axisLabel: { show: false } })),
    yAxis: spec.series.map((_, index) => ({ type: "value", gridIndex: index, show: false, ...share })),
    series: spec.series.map((series, index) => ({
      type: "line",
      name: series.name,
      data: series.values,
      xAxisIndex: index,
      yAxisIndex: index,
      symbol: "none",
      lineStyle: { width: 2, color: colorOf(look, 0, series.tone) },
      itemStyle: { color: colorOf(look, 0, series.tone) },
      endLabel: { show: true, formatter: (point) => say.brief(point.value), ...textStyle(look, look.ink, 600) },
    })),
  };
}

export function sparkline(spec, look) {
  return {
    animation: false,
    grid: { left: 3, right: 5, top: 4, bottom: 4 },
    xAxis: { type: "category", show: false, boundaryGap: false, data: spec.values.map((_, at) => at) },
    yAxis: { type: "value", show: false, scale: true },
    series: [{ type: "line", data: spec.values, symbol: "none", lineStyle: { width: 1.5, color: look.palette[0] } }],
  };
}
