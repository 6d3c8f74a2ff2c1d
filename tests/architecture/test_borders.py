"""The house keeps its shape: layers, sizes of files, translations, templates without inline code."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import client, messages, openapi

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zabota"
MADE = {client.PACKAGE / "models.py", client.PACKAGE / "operations.py"}  # by a tool, as long as the API is wide
PYTHON = sorted(
    path
    for folder in (SOURCE, *ROOT.glob("packages/*/src"), ROOT / "tools")
    for path in folder.rglob("*.py")
    if not {"migrations", "tests"} & set(path.parts) and path not in MADE
)
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
STYLES = sorted(path for path in SOURCE.rglob("static/**/*.css") if "vendor" not in path.parts)

# A report written to disk is one file that opens offline: it is never served, so it may carry its own style.
OFFLINE_TEMPLATES = "report"

INLINE = (
    (re.compile(r"<style\b", re.I), "a <style> element"),
    (re.compile(r"\sstyle\s*=", re.I), "a style attribute"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.I), "an inline script"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I), "an event attribute"),
    (re.compile(r"javascript:", re.I), "a javascript: address"),
)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def too_long(paths: list[Path], limit: int) -> list[str]:
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in paths)
    return [f"{path.relative_to(ROOT)}: {lines} lines, at most {limit}" for path, lines in counted if lines > limit]


def test_nothing_is_imported_upward() -> None:
    result = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("app", messages.apps(), ids=lambda app: str(app.relative_to(ROOT)))
def test_every_sentence_has_its_russian(app: Path) -> None:
    assert not messages.check(app)


def test_files_stay_readable() -> None:
    assert not too_long(PYTHON, 400)
    assert not too_long(TEMPLATES, 150)
    assert not too_long(STYLES, 250)


def test_functions_stay_readable() -> None:
    long = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                if lines > 50:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines")
    assert not long, "at most 50 lines of code:\n" + "\n".join(long)


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if OFFLINE_TEMPLATES not in path.relative_to(SOURCE).parts],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_templates_carry_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [what for pattern, what in INLINE if pattern.search(text)]


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils.py", "common.py", "helpers.py", "misc.py", "util.py"}
    assert not [str(path.relative_to(ROOT)) for path in PYTHON if path.name in drawers]


def test_over_https_the_cookies_are_secure_and_bound_to_the_host() -> None:
    script = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_PROXY_SSL_HEADER, s.DEBUG)"
    )
    result = run(sys.executable, "-c", script, ZABOTA_HTTPS="1", DJANGO_SETTINGS_MODULE="zabota.config.settings")
    assert result.stdout.split() == ["__Host-zabota", "True", "True", "31536000", "True", "None", "False"]


def test_the_published_schema_of_the_api_is_the_real_one() -> None:
    assert openapi.SNAPSHOT.read_text(encoding="utf-8") == openapi.rendered(), "run python tools/openapi.py"
