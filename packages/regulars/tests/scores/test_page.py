"""The tables of the page on coverage are those that its command makes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-sure-are-we-scores.md"


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_scores", ROOT / "tools" / "coverage_scores.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_table_has_its_place_on_the_page(tool: ModuleType) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in {**tool.EXACT, **tool.DRAWN}:
        filled = tool.placed(page, name, "| here |")
        assert f"<!-- {name} -->\n| here |\n<!-- end -->" in filled
        assert filled != page


@pytest.mark.slow
def test_the_exact_tables_of_the_page_are_made_anew_the_same(tool: ModuleType) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, make in tool.EXACT.items():
        assert tool.placed(page, name, make()) == page
