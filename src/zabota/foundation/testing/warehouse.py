"""A snapshot folder of the test's own."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def warehouse_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ask for it wherever a test refreshes or reads the snapshot, which then shows the test's own transaction."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path / "warehouse"
