"""A component, or an attribute of one, that the reference does not name is a red test."""

import re
from pathlib import Path

import pytest

from zabota.foundation import design

COTTON = Path(design.__file__).parent / "templates/cotton"
REFERENCE = (Path(__file__).resolve().parents[5] / "docs/reference/components.md").read_text(encoding="utf-8")
COMPONENTS = sorted(COTTON.glob("*.html"))
SLOTS_OR_INNER = {"class", "kind"}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_the_reference_names_the_component_and_its_attributes(path):
    name = f"c-{path.stem.replace('_', '-')}"
    row = next((line for line in REFERENCE.splitlines() if line.startswith(f"| `{name}` |")), "")
    assert row, name
    declared = re.search(r"<c-vars ([^>]*?)/>", path.read_text(encoding="utf-8"))
    attributes = set(re.findall(r'([a-z_]+)="', declared[1])) if declared else set()
    assert {one for one in attributes - SLOTS_OR_INNER if f"`{one}`" not in row} == set()
