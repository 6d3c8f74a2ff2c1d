"""Installed from the source into a new environment, away from the checkout, the product is whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".html", ".txt", ".css", ".js", ".svg", ".woff2", ".ttf", ".mo", ".json", ".gz", ".typed"}


def shipped(package: Path) -> set[str]:
    """What a package needs besides its modules: templates, static files, translations, data."""
    return {
        str(path.relative_to(package))
        for path in package.rglob("*")
        if path.suffix in KINDS and "tests" not in path.relative_to(package).parts
    }


@pytest.mark.slow
def test_pip_install_makes_a_product_that_shows_the_demo_company(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    commands = tmp_path / "venv" / "bin"
    subprocess.run([commands / "pip", "install", "--quiet", "--disable-pip-version-check", ROOT], check=True)
    where = "import zabota, regulars, pathlib; print(*(pathlib.Path(p.__file__).parent for p in (zabota, regulars)))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTHON"))}
    environment |= {"ZABOTA_DATA_DIR": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    asked = subprocess.run(
        [commands / "python", "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    product, library = map(Path, asked.stdout.split())
    assert shipped(product) == shipped(ROOT / "src" / "zabota")
    assert shipped(library) == shipped(ROOT / "packages" / "regulars" / "src" / "regulars")
    shown = subprocess.run(
        [commands / "zabota", "demo", "--no-serve"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "owner@example.com" in shown.stdout
