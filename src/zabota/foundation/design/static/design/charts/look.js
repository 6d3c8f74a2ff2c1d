// Colours of charts are the tokens of the page, resolved for the theme of this moment.
const probe = document.createElement("span");
probe.hidden = true;

function resolved(token) {
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}

export function look() {
  document.body.append(probe);
  const tokens = {
    palette: Array.from({ length: 8 }, (_, at) => resolved(`--z-chart-${at + 1}`)),
    ink: resolved("--z-ink"),
    soft: resolved("--z-ink-2"),
    quiet: resolved("--z-ink-3"),
    line: resolved("--z-line"),
    strong: resolved("--z-line-strong"),
    paper: resolved("--z-surface"),
    raised: resolved("--z-raised"),
    alarm: resolved("--z-alarm"),
    low: resolved("--z-chart-low"),
    high: resolved("--z-chart-high"),
    onHigh: resolved("--z-on-accent"),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return tokens;
}

export function colorOf(tokens, at, tone) {
  if (tone === "alarm") return tokens.alarm;
  if (tone === "quiet") return tokens.palette[7];
  return tokens.palette[at % tokens.palette.length];
}

export function faded(color, share) {
  return color.replace(/rgba?\(([^)]+)\)/, (_, inside) => `rgba(${inside.split(",").slice(0, 3).join(",")}, ${share})`);
}
