// Axes, tooltips and grids that every form shares.
export function textStyle(look, color = look.soft, weight = 400) {
  return { fontFamily: look.font, fontSize: 12, color, fontWeight: weight };
}

export function base(look) {
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 150,
    textStyle: { fontFamily: look.font },
    grid: { left: 4, right: 16, top: 32, bottom: 4, containLabel: true },
    aria: { enabled: false },
  };
}

export function tooltip(look, trigger, formatter) {
  return {
    trigger,
    renderMode: "richText",
    confine: true,
    backgroundColor: look.raised,
    borderColor: look.line,
    padding: [8, 12],
    textStyle: { ...textStyle(look, look.ink), lineHeight: 18 },
    axisPointer: { type: "line", lineStyle: { color: look.strong, type: "dashed" } },
    formatter,
  };
}

export function categoryAxis(look, data, name = "", extra = {}) {
  return {
    type: "category",
    data,
    name,
    nameTextStyle: textStyle(look, look.quiet),
    axisLine: { lineStyle: { color: look.strong } },
    axisTick: { show: false },
    axisLabel: { ...textStyle(look), hideOverlap: true },
    ...extra,
  };
}

export function valueAxis(look, say, name = "", extra = {}) {
  return {
    type: "value",
    name,
    nameLocation: "end",
    nameTextStyle: { ...textStyle(look, look.quiet), align: "left" },
    axisLabel: { ...textStyle(look), formatter: (value) => say.brief(value), hideOverlap: true },
    splitLine: { lineStyle: { color: look.line } },
    axisLine: { show: false },
    splitNumber: 4,
    ...extra,
  };
}

export function legend(look, names) {
  return { show: names.length > 1, data: names, left: 0, top: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: textStyle(look) };
}
