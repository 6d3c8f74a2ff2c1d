// Heat maps, histograms, Lorenz curves, bridges.
import { colorOf } from "./look.js";
import { countSpeaker } from "./numbers.js";
import { base, categoryAxis, textStyle, tooltip, valueAxis } from "./parts.js";

export function heatmap(spec, look, say, width) {
  const cells = spec.values.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [[x, y, value]])));
  const known = cells.map((cell) => cell[2]);
  const [least, most] = [Math.min(0, ...known), Math.max(...known)];
  const widest = Math.max(0, ...known.map((value) => say.brief(value).length)) * 7;
  const deep = least + (most - least) * 0.55;
  return {
    ...base(look),
    tooltip: tooltip(look, "item", ({ value }) => `${spec.rows[value[1]]}, ${spec.columns[value[0]]}\n${say.exact(value[2])}`),
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    xAxis: categoryAxis(look, spec.columns, "", { position: "top", axisLine: { show: false } }),
    yAxis: categoryAxis(look, spec.rows, "", { inverse: true, axisLine: { show: false } }),
    visualMap: { show: false, min: least, max: most, inRange: { color: [look.low, look.high] } },
    series: [{
      type: "heatmap",
      data: cells.map((value) => ({ value, label: { color: value[2] > deep ? look.onHigh : look.ink } })),
      itemStyle: { borderColor: look.paper, borderWidth: 2, borderRadius: 3 },
      label: { show: widest < (width - 90) / spec.columns.length, formatter: (point) => say.brief(point.value[2]), ...textStyle(look, look.ink) },
      emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 1 } },
    }],
  };
}

function mark(look, value, words, say, color, row) {
  return {
    xAxis: value,
    lineStyle: { color, type: "dashed", width: 1.5 },
    label: { formatter: `${words} ${say.brief(value)}`, position: "end", align: "left", distance: row ? 4 : 18, ...textStyle(look, look.ink, 600) },
  };
}

export function histogram(spec, look, say) {
  const bars = spec.counts.map((count, at) => [spec.edges[at], spec.edges[at + 1], count]);
  const marks = [["mean", look.alarm], ["median", look.soft]]
    .filter(([name]) => spec[name] !== null)
    .map(([name, color], row) => mark(look, spec[name], spec.words[name], say, color, row));
  return {
    ...base(look),
    grid: { ...base(look).grid, top: 64 },
    tooltip: tooltip(look, "item", ({ value }) => `${say.exact(value[0])} – ${say.exact(value[1])}\n${countSpeaker.exact(value[2])}`),
    xAxis: valueAxis(look, say, "", { min: spec.edges[0], max: spec.edges.at(-1), splitLine: { show: false } }),
    yAxis: valueAxis(look, countSpeaker, spec.category_label, { nameGap: 38 }),
    series: [{
      type: "custom",
      data: bars,
      encode: { x: [0, 1], y: 2 },
      renderItem(_params, api) {
        const [left, top] = api.coord([api.value(0), api.value(2)]);
        const [right, floor] = api.coord([api.value(1), 0]);
        return { type: "rect", shape: { x: left + 0.5, y: top, width: Math.max(right - left - 1, 1), height: floor - top }, style: { fill: look.palette[0] } };
      },
      markLine: { silent: true, symbol: "none", data: marks },
    }],
  };
}

export function lorenz(spec, look, say) {
  const curves = spec.curves.map((curve, index) => ({
    type: "line",
    name: curve.name,
    data: curve.people.map((people, at) => [people, curve.share[at]]),
    symbol: "none",
    lineStyle: { width: 2, color: colorOf(look, index) },
    itemStyle: { color: colorOf(look, index) },
    areaStyle: index === 0 ? { color: colorOf(look, index), opacity: 0.1 } : undefined,
  }));
  const equality = {
    type: "line",
    data: [[0, 0], [1, 1]],
    symbol: "none",
    silent: true,
    lineStyle: { color: look.strong, type: "dashed", width: 1 },
    markPoint: { symbol: "rect", symbolSize: 0.1, data: [{ coord: [0.5, 0.5], label: { show: true, formatter: spec.equality, position: "left", distance: 10, offset: [0, -8], ...textStyle(look) } }] },
  };
  const names = spec.curves.map((curve) => curve.name);
  return {
    ...base(look),
    legend: { show: names.length > 1, data: names, right: 0, top: 0, textStyle: textStyle(look) },
    tooltip: tooltip(look, "axis", (points) => points.filter((point) => point.seriesName in Object.fromEntries(names.map((name) => [name, 1])))
      .map((point) => `${point.seriesName}: ${say.exact(point.value[0])} → ${say.exact(point.value[1])}`).join("\n")),
    grid: { ...base(look).grid, bottom: 22, right: 24 },
    xAxis: valueAxis(look, say, spec.category_label, { max: 1, interval: 0.25, nameLocation: "middle", nameGap: 28, nameTextStyle: { ...textStyle(look, look.quiet), align: "center" }, splitLine: { show: false } }),
    yAxis: valueAxis(look, say, spec.value_label, { max: 1, interval: 0.25 }),
    series: [equality, ...curves],
  };
}

export function bridge(spec, look, say, width) {
  const size = width < 480 ? 10 : 12;
  let level = 0;
  const pillars = spec.steps.map((step) => {
    const start = step.kind === "total" ? 0 : level;
    level = start + step.amount;
    return [start, level];
  });
  const colorAt = (step) => (step.kind === "total" ? look.palette[7] : step.amount < 0 ? look.alarm : look.palette[0]);
  return {
    ...base(look),
    tooltip: tooltip(look, "item", ({ dataIndex }) => `${spec.steps[dataIndex].label}\n${say.exact(spec.steps[dataIndex].amount)}`),
    xAxis: categoryAxis(look, spec.steps.map((step) => step.label), "", { axisLabel: { ...textStyle(look), interval: 0, fontSize: size, lineHeight: size + 2, width: (width - 70) / spec.steps.length, overflow: "break" } }),
    yAxis: valueAxis(look, say, spec.value_label),
    series: [{
      type: "custom",
      data: pillars.map(([start, end], at) => [at, start, end]),
      encode: { x: 0, y: [1, 2] },
      renderItem(params, api) {
        const at = api.value(0);
        const [center, first] = api.coord([at, api.value(1)]);
        const last = api.coord([at, api.value(2)])[1];
        const slot = api.size([1, 0])[0];
        const width = slot * 0.66;
        const [top, bottom] = [Math.min(first, last), Math.max(first, last)];
        const step = spec.steps[params.dataIndex];
        const thread = { type: "line", shape: { x1: center + width / 2, y1: last, x2: center + slot - width / 2, y2: last }, style: { stroke: look.strong, lineDash: [4, 4], opacity: at + 1 < pillars.length ? 1 : 0 } };
        const figure = { type: "text", style: { text: say.brief(step.amount), x: center, y: top - 6, align: "center", verticalAlign: "bottom", fill: look.ink, font: `600 ${size}px ${look.font}` } };
        const pillar = { type: "rect", shape: { x: center - width / 2, y: top, width, height: Math.max(bottom - top, 1), r: 2 }, style: { fill: colorAt(step) } };
        return { type: "group", children: [pillar, thread, figure] };
      },
    }],
  };
}
