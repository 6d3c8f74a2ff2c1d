import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SCRIPT = Path(__file__).with_name("moving_weights.py")


@pytest.mark.django_db(transaction=True)
def test_while_rows_move_between_tables_no_snapshot_sees_them_twice(tmp_path):
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zabota.config.settings"}
    if connection.vendor == "postgresql":
        database = connection.settings_dict
        environment["DATABASE_URL"] = f"postgresql://postgres@/{database['NAME']}?host={database['HOST']}"
    else:
        environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "watch"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "True [1]"
