"""Shared by every test: the cast of people, where the real data lies."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["zabota.foundation.testing.cast", "zabota.foundation.testing.warehouse"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("public data sets are absent: set ZABOTA_SHARED_DATA to their folder")
    return folder
