"""The table of changed clocks says what the zone itself says, at every second."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.tables._zones import offsets

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"]
YEARS = (int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()))
moments = st.integers(*YEARS)


@given(st.sampled_from(ZONES), moments, moments, st.floats(0, 1))
def test_every_moment_has_the_offset_of_its_zone(zone: str, one: int, other: int, share: float) -> None:
    first, last = sorted((one, other))
    table = offsets(zone, first, last)
    for moment in {first, last, first + int(share * (last - first))}:
        held = [offset for start, offset in table if start <= moment][-1]
        assert held == datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset().total_seconds()


def test_a_change_is_found_to_the_second() -> None:
    """In 2024 the clocks of Berlin were put forward on 31 March and back on 27 October, both at 01:00 UTC."""
    year = (int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2024, 12, 31, tzinfo=UTC).timestamp()))
    changes = [(datetime.fromtimestamp(at, UTC), offset) for at, offset in offsets("Europe/Berlin", *year)[1:]]
    assert changes == [
        (datetime(2024, 3, 31, 1, tzinfo=UTC), 7200),
        (datetime(2024, 10, 27, 1, tzinfo=UTC), 3600),
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_one_moment_has_one_offset(zone: str) -> None:
    assert len(offsets(zone, YEARS[0], YEARS[0])) == 1
