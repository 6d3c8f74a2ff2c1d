"""The wheel stands alone: in a new environment with numpy and scipy only it passes its fast tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
NEEDED_BY_TESTS = ("pytest", "hypothesis", "mpmath")
OF_THE_CORE = ("lifetime", "accuracy", "comparison", "discrete", "retention", "scores", "response", "golden")
NO_DEADLINE = """from hypothesis import settings
settings.register_profile("patient", max_examples=20, derandomize=True, deadline=None)
settings.load_profile("patient")
"""
OPTIONAL = ("duckdb", "pyarrow", "ibis", "pandas", "polars", "matplotlib", "django")


def run(*command: str | Path, cwd: Path) -> str:
    """What a command says, in an environment that knows nothing of this one."""
    outer = ("PYTHON", "DJANGO_", "ZABOTA_", "VIRTUAL_ENV", "UV_PROJECT", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def find_uv() -> str | None:
    """On the path, or where the repository's Makefile puts it."""
    beside = ROOT.parents[1] / ".bootstrap" / "bin" / "uv"
    return shutil.which("uv") or (str(beside) if beside.exists() else None)


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment with the built wheel and what it depends on, nothing else."""
    uv = find_uv()
    if uv is None:
        pytest.skip("needs uv to build the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    run(uv, "build", "--quiet", "--wheel", "--out-dir", folder / "dist", ROOT, cwd=folder)
    run(uv, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = (folder / "dist").glob("*.whl")
    run(uv, "pip", "install", "--quiet", "--python", python, wheel, cwd=folder)
    return python


@pytest.mark.slow
def test_the_wheel_installs_numpy_and_scipy_and_no_more(interpreter: Path) -> None:
    listing = "from importlib.metadata import distributions; print(*sorted(d.name.lower() for d in distributions()))"
    assert run(interpreter, "-c", listing, cwd=interpreter.parent).split() == ["numpy", "regulars", "scipy"]


@pytest.mark.slow
def test_every_public_name_is_there_and_typed(interpreter: Path) -> None:
    code = (
        "import pathlib, regulars; [getattr(regulars, name) for name in regulars.__all__]; "
        "print((pathlib.Path(regulars.__file__).parent / 'py.typed').exists())"
    )
    assert run(interpreter, "-c", code, cwd=interpreter.parent).strip() == "True"


@pytest.mark.slow
def test_the_wheel_passes_its_fast_tests_alone(interpreter: Path, tmp_path: Path) -> None:
    uv = find_uv()
    assert uv is not None
    run(uv, "pip", "install", "--quiet", "--python", interpreter, *NEEDED_BY_TESTS, cwd=tmp_path)
    for name in OF_THE_CORE:
        shutil.copytree(TESTS / name, tmp_path / "tests" / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "conftest.py").write_text(NO_DEADLINE, encoding="utf-8")
    wanted = [str(path) for path in sorted((tmp_path / "tests").glob("**/test_*.py")) if not _needs_more(path)]
    assert len(wanted) > 15
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-o", "markers=slow: slow", "-m", "not slow"]
    said = run(interpreter, "-m", "pytest", *options, "--rootdir", tmp_path, *wanted, cwd=tmp_path)
    assert " passed" in said


def _needs_more(path: Path) -> bool:
    """Whether a file of tests, or the fixtures beside it, needs an optional library or the pages of the repository."""
    beside = path.with_name("conftest.py")
    text = path.read_text(encoding="utf-8") + (beside.read_text(encoding="utf-8") if beside.exists() else "")
    return "docs" in text or any(f"import {name}" in text or f"from {name}" in text for name in OPTIONAL)
