"""Starting must be quick: every command, every worker and every server begins with `django.setup()`."""

import json
import subprocess
import sys

HEAVY = (
    "duckdb", "matplotlib", "ninja", "numpy", "openpyxl", "phonenumbers", "pyarrow", "pydantic", "pymorphy3",
    "regulars", "scipy", "xlsxwriter",
)  # fmt: skip
PROBE = f"""
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
import django
django.setup()
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


def test_setting_django_up_loads_no_heavy_library() -> None:
    answer = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []
