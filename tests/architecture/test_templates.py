"""Traps of the template language that neither Python nor the browser would name."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
OUR_FILTERS = {"money", "money_round", "money_compact", "number", "compact", "percent", "moment", "day"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_dynamic_attribute_uses_no_filter_of_ours(path: Path) -> None:
    """A component works `:name="…"` out without our libraries, and a figure would be silently blank."""
    attributes = re.findall(r'\s:[a-z_]+="([^"]*)"', path.read_text(encoding="utf-8"))
    used = {name for text in attributes for name in re.findall(r"\|(\w+)", text)}
    assert not used & OUR_FILTERS, 'write name="{{ … }}" instead'
