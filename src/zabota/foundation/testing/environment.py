"""Which data folder and database the tests run on.

Loaded by `-p` in pytest's options: settings are read before any conftest.py, so a conftest would come too late.
Parallel workers inherit what the first process has set up.
"""

import atexit
import os
import shutil
import tempfile

if "ZABOTA_DATA_DIR" not in os.environ:
    os.environ["ZABOTA_DATA_DIR"] = tempfile.mkdtemp(prefix="zabota-test-")
    atexit.register(shutil.rmtree, os.environ["ZABOTA_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("ZABOTA_SECRET_KEY", "a-key-for-tests-only")
os.environ.setdefault("ZABOTA_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

if os.environ.get("ZABOTA_TEST_DB") == "postgres" and not os.environ.get("DATABASE_URL"):
    from zabota.foundation.testing import postgres

    os.environ["DATABASE_URL"] = postgres.start_for_this_run()
