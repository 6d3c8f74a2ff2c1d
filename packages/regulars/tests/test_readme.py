"""The examples of the README and of the pages run, and print what they say.

In a block of Python a comment line at the margin promises a line of output; what is printed beyond
the promised lines is not looked at. The blocks of a page continue one another. A block that must
not run (a table that is not at hand) says ``no-test`` behind ``python``.
"""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_the_examples_print_what_they_say(page: Path) -> None:
    names: dict[str, Any] = {}
    for code in blocks(page):
        promised = re.findall(r"^# (.*)$", code, re.MULTILINE)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(page), "exec"), names)
        assert printed.getvalue().splitlines()[: len(promised)] == promised


def test_the_readme_has_an_example() -> None:
    assert "# -9595.0 True ()" in blocks(PAGES[0])[0]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
