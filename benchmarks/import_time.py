"""Seconds of `import regulars`, in fresh processes, beside the libraries it stands on.

    uv run python benchmarks/import_time.py            # 15 processes each
    uv run python benchmarks/import_time.py --quick    # 5 processes each

Names are imported on first use, so the second figure is what the first model costs. Prints the best of the
runs: what else the machine does can only add to it.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import time

TARGET_SECONDS = 0.25
STATEMENTS = {
    "python alone": "pass",
    "import regulars": "import regulars",
    "from regulars import ParetoNBD": "from regulars import ParetoNBD",
    "every public name": "from regulars import *",
    "import numpy, scipy.special": "import numpy, scipy.special",
}


def best_seconds(statement: str, *, processes: int) -> float:
    """Start the interpreter again and again."""
    seconds = []
    for _ in range(processes):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def main() -> int:
    """Print the table; 1 where the import is slower than the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5 processes instead of 15")
    processes = 5 if parser.parse_args().quick else 15
    results = {name: best_seconds(statement, processes=processes) for name, statement in STATEMENTS.items()}
    alone, base = results["python alone"], results["import numpy, scipy.special"]
    print(f"best of {processes} processes; Python {platform.python_version()}")
    for name, seconds in results.items():
        print(f"{name:32} {seconds:7.3f} s   {(seconds - alone) / (base - alone):6.2f} x numpy and scipy.special")
    held = results["import regulars"] < TARGET_SECONDS
    print(f"target for import regulars {TARGET_SECONDS} s: {'PASS' if held else 'FAIL'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
