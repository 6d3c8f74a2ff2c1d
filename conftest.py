"""Shared by every test: the cast of people, where the real data lies, how many random examples are tried."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings

# The default run tries the same examples every time; `make slow` tries many, and new ones each time.
settings.register_profile("default", max_examples=20, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=200, derandomize=False, deadline=None)  # else as "default" says
settings.load_profile("default")

pytest_plugins = [
    "zabota.foundation.testing.cast", "zabota.foundation.testing.mail", "zabota.foundation.testing.receiver",
    "zabota.foundation.testing.server", "zabota.foundation.testing.warehouse",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """A page asked for in Russian leaves the thread speaking Russian: the next test begins with none."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("ZABOTA_SHARED_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("public data sets are absent: set ZABOTA_SHARED_DATA to their folder")
    return folder
