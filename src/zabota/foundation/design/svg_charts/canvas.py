"""Elements, scales and ticks of a static chart."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

PALETTE = ("#1f6b4a", "#bd7d12", "#3a6ea8", "#86508a", "#22868a", "#9c5a3c", "#72812a", "#857b6d")
ALARM, QUIET, GRID, AXIS, INK, INK_2 = "#c2412c", "#e4ddd0", "#e4ddd0", "#8f8677", "#24211c", "#575047"
FONT_SIZE = 12
LETTER = 6.6  # average width of a letter at FONT_SIZE
Point = tuple[float, float]


def color(at: int, tone: str = "") -> tuple[str, str]:
    """The colour of the n-th series and the suffix of its class."""
    if tone:
        return {"alarm": ALARM, "quiet": AXIS}[tone], {"alarm": "alarm", "quiet": "8"}[tone]
    return PALETTE[at % len(PALETTE)], str(at % len(PALETTE) + 1)


@dataclass(frozen=True)
class Scale:
    """Values to pixels, linearly."""

    least: float
    most: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.most - self.least) or 1
        return self.start + (value - self.least) / span * (self.end - self.start)


def nice_step(span: float, count: int) -> float:
    raw = (span or 1) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(float(nice) * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= raw * 0.999)


def ticks(least: float, most: float, count: int = 5) -> list[float]:
    """Round numbers that cover both ends."""
    span = most - least
    if span < 1e-12 or span < 1e-9 * max(abs(least), abs(most)):
        span = 0.0  # one value: the step is chosen as for 1
    step = nice_step(span, count)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    if first == last:
        last += 1
    return [round(at * step, 12) for at in range(first, last + 1)]


class Canvas:
    """Collects elements; numbers are rounded, texts escaped."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def _add(self, name: str, content: str = "", **attributes: object) -> None:
        pairs = (
            (key.rstrip("_").replace("_", "-"), f"{value:.2f}" if isinstance(value, float) else escape(str(value)))
            for key, value in attributes.items()
            if value not in (None, "")
        )
        text = " ".join(f'{key}="{value}"' for key, value in pairs)
        self._parts.append(f"<{name} {text}>{content}</{name}>")

    def rect(self, x: float, y: float, width: float, height: float, *, at: int = 0, tone: str = "",
             opacity: float = 1, radius: float = 2, title: str = "") -> None:  # fmt: skip
        fill, suffix = color(at, tone)
        self._add("rect", f"<title>{escape(title)}</title>" if title else "", x=float(x), y=float(y),
                  width=float(max(width, 0)), height=float(max(height, 0)), rx=radius, fill=fill,
                  fill_opacity=opacity if opacity != 1 else None, class_=f"zc-fill-{suffix}")  # fmt: skip

    def line(self, start: Point, end: Point, *, kind: str = "grid", dashed: bool = False, width: float = 1) -> None:
        stroke = {"grid": GRID, "axis": AXIS, "alarm": ALARM}.get(kind, AXIS)
        css = "zc-line-alarm" if kind == "alarm" else f"zc-{kind}"
        self._add("line", x1=float(start[0]), y1=float(start[1]), x2=float(end[0]), y2=float(end[1]), stroke=stroke,
                  stroke_width=width, stroke_dasharray="4 4" if dashed else None, class_=css)  # fmt: skip

    def whisker(self, start: Point, end: Point) -> None:
        self._add("line", x1=float(start[0]), y1=float(start[1]), x2=float(end[0]), y2=float(end[1]),
                  stroke=INK, stroke_width=1.5, class_="zc-whisker")  # fmt: skip

    def path(self, points: Iterable[Point | None], *, at: int = 0, tone: str = "", width: float = 2) -> None:
        """A broken line; None lifts the pen."""
        stroke, suffix = color(at, tone)
        steps, pen = [], "M"
        for point in points:
            if point is None:
                pen = "M"
                continue
            steps.append(f"{pen}{point[0]:.2f} {point[1]:.2f}")
            pen = "L"
        self._add("path", d="".join(steps), fill="none", stroke=stroke, stroke_width=width,
                  stroke_linejoin="round", stroke_linecap="round", class_=f"zc-line-{suffix}")  # fmt: skip

    def area(self, points: Iterable[Point], *, at: int = 0, tone: str = "", opacity: float = 1) -> None:
        fill, suffix = color(at, tone)
        shape = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self._add("polygon", points=shape, fill=fill, fill_opacity=opacity, class_=f"zc-fill-{suffix}")

    def dot(self, center: Point, *, at: int = 0, tone: str = "", radius: float = 3.5) -> None:
        fill, suffix = color(at, tone)
        x, y = center
        self._add("circle", cx=float(x), cy=float(y), r=radius, fill=fill, class_=f"zc-fill-{suffix}")

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False,
             size: float = FONT_SIZE) -> None:  # fmt: skip
        self._add("text", escape(words), x=float(x), y=float(y), text_anchor=anchor, font_size=size,
                  fill=INK if strong else INK_2, font_weight=600 if strong else None,
                  class_="zc-strong" if strong else "")  # fmt: skip

    def on_shade(self, x: float, y: float, words: str, depth: float) -> None:
        """A figure on a cell: it turns to the colour of the paper when the cell is deep."""
        deep = depth > 0.55
        self._add("text", escape(words), x=float(x), y=float(y), text_anchor="middle", font_size=FONT_SIZE,
                  fill="#ffffff" if deep else INK, class_="zc-on-deep" if deep else "zc-strong")  # fmt: skip

    def finish(self, title: str, description: str) -> str:
        told = f"<title>{escape(title)}</title>" + (f"<desc>{escape(description)}</desc>" if description else "")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="zc" role="img" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="Onest, system-ui, sans-serif">{told}{"".join(self._parts)}</svg>'
        )


@dataclass(frozen=True)
class Frame:
    """The room inside the margins."""

    left: float
    top: float
    right: float
    bottom: float


def upright_axis(canvas: Canvas, frame: Frame, marks: list[float], say: Callable[[float], str], label: str) -> Scale:
    """Grid lines across with their numbers at the left and the unit above."""
    scale = Scale(marks[0], marks[-1], frame.bottom, frame.top)
    for mark in marks:
        y = scale(mark)
        canvas.line((frame.left, y), (frame.right, y), kind="axis" if mark == 0 else "grid")
        canvas.text(frame.left - 8, y + 4, say(mark), anchor="end")
    if label:
        canvas.text(0, 12, label)
    return scale


def room_for(texts: Iterable[str]) -> float:
    """Pixels the longest of these words needs."""
    return max((len(text) for text in texts), default=0) * LETTER + 12


def thinned(count: int, places: int) -> int:
    """Show every n-th of the labels so that they do not touch."""
    return max(1, -(-count // max(places, 1)))
