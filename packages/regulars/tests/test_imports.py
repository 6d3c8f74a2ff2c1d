"""The core stays light: proven by running a fresh interpreter, not by reading imports."""

import subprocess
import sys


def test_importing_regulars_pulls_in_no_table_engine_and_no_special_functions() -> None:
    code = (
        "import sys, regulars, regulars.audit, regulars.tables.summarize\n"
        "heavy = {'duckdb', 'pyarrow', 'pandas', 'ibis', 'matplotlib', 'polars', 'django', 'scipy.special'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(f'imported {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
