"""Text and marks stand out enough from what they lie on, in light and in dark (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

from zabota.foundation import design

TOKENS = Path(design.__file__).parent / "static/design/tokens.css"
PAIR = re.compile(r"--z-([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLORS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS.read_text("utf-8"))}

GROUNDS = ("page", "surface", "sunken", "raised")
TEXT_ON = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent-ink", "alarm-ink") for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-alarm", "alarm"),
    ("accent-ink", "accent-soft"),
    ("ink", "accent-soft"),
    ("alarm-ink", "alarm-soft"),
    ("ink", "alarm-soft"),
    ("note-ink", "note-soft"),
    ("ink", "note-soft"),
]
MARKS_ON = [
    *((mark, ground) for mark in ("accent", "alarm", "line-strong") for ground in ("surface", "raised")),
    *((f"chart-{at}", "surface") for at in range(1, 9)),
]


def luminance(color: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_is_legible(ink, ground, theme):
    assert contrast(COLORS[ink][theme], COLORS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS_ON)
def test_marks_and_borders_of_controls_are_visible(mark, ground, theme):
    assert contrast(COLORS[mark][theme], COLORS[ground][theme]) >= 3


def test_no_other_stylesheet_names_a_colour():
    for path in TOKENS.parent.glob("*.css"):
        if path != TOKENS:
            assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", path.read_text("utf-8")) == [], path.name
