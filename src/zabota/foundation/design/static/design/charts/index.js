// Finds charts on the page, draws them, redraws them when the theme or the width changes, saves them as files.
import { look } from "./look.js";
import { speaker } from "./numbers.js";
import * as otherForms from "./other-forms.js";
import * as seriesForms from "./series-forms.js";

const forms = { ...seriesForms, ...otherForms };
const drawn = new Map();
let library;

function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../../vendor/echarts/echarts.min.js", import.meta.url).href;
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

let tokens;

function optionOf(spec, width) {
  tokens ??= look();
  return forms[spec.form](spec, tokens, speaker(spec.value), width);
}

function redraw(place) {
  const { chart, spec } = drawn.get(place);
  chart.resize();
  chart.setOption(optionOf(spec, place.clientWidth), { notMerge: true });
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) if (drawn.has(target) && target.clientWidth) redraw(target);
});

function forgetGone() {
  for (const [place, { chart }] of drawn) {
    if (place.isConnected) continue;
    sizes.unobserve(place);
    chart.dispose();
    drawn.delete(place);
  }
}

function draw(echarts, frame) {
  const place = frame.querySelector("[data-chart-live]");
  if (drawn.has(place)) return;
  const spec = JSON.parse(frame.querySelector("script[type='application/json']").textContent);
  frame.dataset.drawn = "";
  place.hidden = false;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  drawn.set(place, { chart, spec });
  chart.setOption(optionOf(spec, place.clientWidth));
  sizes.observe(place);
}

export async function drawAll(root) {
  const echarts = await loadLibrary();
  forgetGone();
  for (const frame of root.querySelectorAll("[data-chart]")) draw(echarts, frame);
}

function save(href, name) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

function nameOf(spec, ending) {
  return `${spec.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.${ending}`;
}

function savePng(place) {
  const { chart, spec } = drawn.get(place);
  save(chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: look().paper }), nameOf(spec, "png"));
}

// A second, unseen instance draws the same option as vectors, without touching the page.
function saveSvg(place) {
  const { spec } = drawn.get(place);
  const [width, height] = [place.clientWidth, place.clientHeight];
  const chart = globalThis.echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ ...optionOf(spec, width), animation: false, backgroundColor: look().paper });
  const address = URL.createObjectURL(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }));
  save(address, nameOf(spec, "svg"));
  URL.revokeObjectURL(address);
  chart.dispose();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart-save]");
  const place = button?.closest("[data-chart]")?.querySelector("[data-chart-live]");
  if (!place || !drawn.has(place)) return;
  (button.dataset.chartSave === "svg" ? saveSvg : savePng)(place);
});

document.addEventListener("zabota:theme", () => {
  tokens = undefined;
  for (const place of drawn.keys()) redraw(place);
});
