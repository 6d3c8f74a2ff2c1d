"""What we carry of others is exactly what we say we carry."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from zabota.foundation import design

ROOT = Path(__file__).resolve().parents[5]
STATIC = Path(design.__file__).parent / "static"
FOLDERS = [STATIC / "vendor", ROOT / "tests/journeys/vendor"]


def listed(folder: Path) -> dict[str, str]:
    packages = tomllib.loads((folder / "ASSETS.toml").read_text(encoding="utf-8"))["package"]
    for package in packages:
        assert package["name"]
        assert package["version"]
        assert package["licence"]
    return {name: digest for package in packages for name, digest in package["files"].items()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_is_listed_with_its_hash_and_nothing_else_lies_there(folder):
    there = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "ASSETS.toml"
    }
    assert there == listed(folder)


def test_every_vendored_package_brings_its_licence():
    for folder in (path for path in (STATIC / "vendor").iterdir() if path.is_dir()):
        assert (folder / "LICENSE").is_file(), folder.name


def test_no_stylesheet_or_script_of_ours_reaches_outside():
    for path in [*(STATIC / "design").rglob("*.css"), *(STATIC / "design").rglob("*.js")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path.name
        assert "https://" not in text, path.name


def test_every_icon_named_in_a_template_is_in_the_sprite():
    import re

    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/tabler-icons/icons.svg").read_text("utf-8")))
    named = set()
    for template in (ROOT / "src").rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        for attributes in re.findall(r"<c-[a-z-]+\s([^>]*)>", text):
            named |= {(name, template.name) for name in re.findall(r'\bicon="([a-z0-9-]+)"', attributes)}
        named |= {(name, template.name) for name in re.findall(r'{% icon "([a-z0-9-]+)"', text)}
    assert named
    assert {(name, where) for name, where in named if name not in sprite} == set()
