"""Run every benchmark, one after another, each in a process of its own, and say which hold their targets.

    uv run --group bench python -m benchmarks            # in full: an hour, lifetimes and a million customers
    uv run --group bench python -m benchmarks --quick    # a few minutes

Each module prints its own figures and ends with 0 where its targets are held.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
OWN_COMMAND = {"robustness"}


def modules() -> list[Path]:
    """Every benchmark of this folder, by name; what is no matter of speed has a command of its own."""
    found = (path for path in HERE.glob("*.py") if not path.name.startswith("_"))
    return sorted(path for path in found if path.stem not in OWN_COMMAND)


def subject(path: Path) -> str:
    """The first line of its docstring."""
    return (ast.get_docstring(ast.parse(path.read_text())) or path.stem).splitlines()[0]


def main() -> int:
    """Run them all and print one table; 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less data: figures to compare, not to quote")
    options = ["--quick"] if parser.parse_args().quick else []
    rows, missed = [], 0
    for path in modules():
        print(f"\n== {path.stem}: {subject(path)}", flush=True)
        started = time.perf_counter()
        code = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{path.stem}", *options], cwd=HERE.parent, check=False
        ).returncode
        missed += code != 0
        rows.append((path.stem, time.perf_counter() - started, "PASS" if code == 0 else "FAIL", subject(path)))
    print(f"\n{'benchmark':<16} {'seconds':>8}  targets  subject")
    for name, seconds, verdict, about in rows:
        print(f"{name:<16} {seconds:>8.1f}  {verdict:<7}  {about}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
