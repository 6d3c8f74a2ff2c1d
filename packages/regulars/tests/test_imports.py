"""The core stays light and its names are where they are said to be: proven by running a fresh interpreter."""

import ast
import subprocess
import sys
from pathlib import Path

import regulars as rg

OPTIONAL = {"duckdb", "pyarrow", "pandas", "ibis", "matplotlib", "polars", "django"}


def imported_by(statement: str) -> set[str]:
    """Every module a fresh interpreter holds after one statement."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_regulars_imports_nothing_but_itself() -> None:
    added = imported_by("import regulars") - imported_by("import importlib, typing")
    assert added == {"regulars"}


def test_no_public_name_needs_more_than_numpy_and_scipy() -> None:
    loaded = imported_by("import regulars\nfor name in regulars.__all__: getattr(regulars, name)")
    assert not loaded & OPTIONAL
    assert {"numpy", "scipy"} <= loaded


def test_special_functions_are_imported_by_the_first_fit() -> None:
    assert "scipy.special" not in imported_by("from regulars import BGNBD, ParetoNBD, GammaGamma, summarize")


def test_type_checkers_and_the_interpreter_are_told_the_same_names() -> None:
    shown: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(rg.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("regulars"):
            shown.setdefault(node.module, set()).update(alias.name for alias in node.names)
    assert shown.pop("regulars") == set(rg._SUBPACKAGES)
    assert shown == {home: set(names) for home, names in rg._HOMES.items()}
    assert sorted(rg.__all__) == sorted([*rg._SUBPACKAGES, *rg._HOME_OF])


def test_a_star_import_and_a_listing_show_every_public_name() -> None:
    names: dict[str, object] = {}
    exec("from regulars import *", names)
    assert set(rg.__all__) <= set(names)
    assert set(rg.__all__) <= set(dir(rg))


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(rg, "ParetoNBDD")
