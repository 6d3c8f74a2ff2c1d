"""What the documents say is there: links lead somewhere, settings and make targets are described."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("packages/*/*.md"), *ROOT.glob("benchmarks/**/*.md")]
)
SETTINGS = ROOT / "docs" / "reference" / "settings.md"

FENCED = re.compile(r"^```.*?^```", re.S | re.M)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HTML_LINK = re.compile(r"<(?:img|a)\b[^>]*\b(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
VARIABLE = re.compile(r"\b(ZABOTA_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b")


def prose(path: Path) -> str:
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """The addresses of a page's headings, as GitHub makes them."""
    names: list[str] = []
    for heading in HEADING.findall(prose(path)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        names.append(slug if slug not in names else f"{slug}-{names.count(slug)}")
    return set(names)


def broken_links(path: Path) -> Iterator[str]:
    text = prose(path)
    for address in LINK.findall(text) + HTML_LINK.findall(text):
        if re.match(r"[a-z]+:", address):
            continue
        file, _, anchor = address.partition("#")
        target = (path.parent / file).resolve() if file else path
        anchor_missing = anchor and target.suffix == ".md" and target.exists() and anchor not in anchors(target)
        if not target.exists() or anchor_missing:
            yield address


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert not list(broken_links(path))


def test_a_broken_link_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Top\n[a](page.md#top) [b](gone.md) [c](#nowhere)\n```\n[d](code.md)\n```\n", encoding="utf-8")
    assert list(broken_links(page)) == ["gone.md", "#nowhere"]


def variables_in(paths: Iterator[Path]) -> set[str]:
    return {name for path in paths for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_described_and_nothing_else_is() -> None:
    source = (path for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts)
    tests = (path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
    read = variables_in(source) | variables_in(iter([ROOT / "conftest.py"])) | variables_in(tests)
    described = set(re.findall(r"^\| `(\w+)` \|", SETTINGS.read_text(encoding="utf-8"), re.M))
    assert described == read


def test_documents_name_only_settings_that_exist() -> None:
    described = variables_in(iter([SETTINGS]))
    assert variables_in(iter(DOCUMENTS)) <= described


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert targets == {line.split()[0] for line in shown.splitlines()}


def test_documents_name_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named <= targets
