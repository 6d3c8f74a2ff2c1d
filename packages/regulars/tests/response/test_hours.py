"""Business hours at the edges: clocks that change, holidays, nights, schedules that were replaced."""

import pickle
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars.response import BusinessHours, ScheduleHistory, elapsed

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
WEEK = BusinessHours({"mon-fri": "09:00-13:00, 14:00-18:00", "sat": "10:00-12:00"}, "Europe/Berlin")


def business(start: datetime, end: datetime, hours: BusinessHours | ScheduleHistory) -> float:
    return float(elapsed([start], [end], hours).business_minutes[0])


def at(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)


def test_a_break_at_noon_does_not_count() -> None:
    assert business(at(BERLIN, 2026, 6, 1, 12), at(BERLIN, 2026, 6, 1, 15), WEEK) == 120


def test_a_holiday_is_closed_and_an_exceptional_day_has_its_own_hours() -> None:
    monday = date(2026, 6, 1)
    span = at(BERLIN, 2026, 6, 1, 0), at(BERLIN, 2026, 6, 2, 0)
    assert business(*span, WEEK) == 480
    closed = BusinessHours(WEEK.weekly, "Europe/Berlin", holidays=[monday])
    assert business(*span, closed) == 0
    short = BusinessHours(WEEK.weekly, "Europe/Berlin", holidays=[monday], exceptional={monday: "10:00-11:00"})
    assert business(*span, short) == 60
    working_sunday = BusinessHours(WEEK.weekly, "Europe/Berlin", exceptional={date(2026, 6, 7): "09:00-12:00"})
    assert business(at(BERLIN, 2026, 6, 7, 0), at(BERLIN, 2026, 6, 8, 0), working_sunday) == 180


def test_a_schedule_keeps_its_own_copy_of_what_it_was_given() -> None:
    monday, weekly = date(2026, 6, 1), {"mon-fri": "09:00-18:00"}
    hours = BusinessHours(weekly, "Europe/Berlin", holidays=(day for day in [monday]))  # type: ignore[arg-type]
    weekly.clear()
    assert business(at(BERLIN, 2026, 6, 1), at(BERLIN, 2026, 6, 3), hours) == 540
    assert pickle.loads(pickle.dumps(hours)) == hours


def test_a_night_shift_goes_on_past_midnight() -> None:
    night = BusinessHours({"fri": "22:00-06:00"}, "Europe/Moscow")
    assert business(at(MOSCOW, 2026, 6, 5, 23), at(MOSCOW, 2026, 6, 6, 5), night) == 360
    assert business(at(MOSCOW, 2026, 6, 6, 1), at(MOSCOW, 2026, 6, 6, 12), night) == 300  # it began the day before


def test_days_may_run_over_the_end_of_the_week_and_hours_may_touch() -> None:
    weekend = BusinessHours({"sat-mon": "00:00-24:00"}, "Europe/Moscow")
    assert business(at(MOSCOW, 2026, 6, 5, 0), at(MOSCOW, 2026, 6, 12, 0), weekend) == 3 * 1440
    overlapping = BusinessHours({"mon": "09:00-13:00, 12:00-15:00"}, "Europe/Moscow")
    assert business(at(MOSCOW, 2026, 6, 1, 0), at(MOSCOW, 2026, 6, 2, 0), overlapping) == 360


@pytest.mark.parametrize(
    ("day", "minutes"), [((2026, 3, 29), 23 * 60), ((2026, 10, 25), 25 * 60), ((2026, 6, 1), 24 * 60)]
)
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(day: tuple[int, int, int], minutes: int) -> None:
    around = BusinessHours({"mon-sun": "00:00-24:00"}, "Europe/Berlin")
    start = at(BERLIN, *day)
    end = (start + timedelta(days=1)).replace(tzinfo=BERLIN)
    assert business(start, end, around) == minutes


def test_hours_that_begin_where_the_clock_skips_begin_at_the_skip() -> None:
    skipped = BusinessHours({"sun": "02:30-05:00"}, "Europe/Berlin")
    span = at(BERLIN, 2026, 3, 29, 0), at(BERLIN, 2026, 3, 29, 12)
    assert business(*span, skipped) == 120  # from 3:00, the first the clock shows after 1:59, to 5:00
    twice = BusinessHours({"sun": "01:00-02:30"}, "Europe/Berlin")
    span = at(BERLIN, 2026, 10, 25, 0), at(BERLIN, 2026, 10, 25, 12)
    assert business(*span, twice) == 150  # 2:00–2:30 is shown twice, with the half hour between


def test_the_schedule_in_force_at_the_start_counts_for_the_whole_span() -> None:
    early, late = BusinessHours({"mon-fri": "09:00-18:00"}, "UTC"), BusinessHours({"mon-fri": "09:00-21:00"}, "UTC")
    change = datetime(2026, 6, 3, tzinfo=UTC)
    history = ScheduleHistory([(change, late), (datetime(2020, 1, 1, tzinfo=UTC), early)])
    starts = [datetime(2026, 6, 2, 9, tzinfo=UTC), change]
    ends = [datetime(2026, 6, 4, tzinfo=UTC)] * 2
    assert elapsed(starts, ends, history).business_minutes.tolist() == [2 * 540, 720]
    with pytest.raises(rg.InvalidDataError, match="row 0 is before any schedule"):
        elapsed([datetime(2019, 1, 1, tzinfo=UTC)], ends[:1], history)


def test_moments_come_as_utc_arrays_or_as_aware_datetimes() -> None:
    utc = np.array(["2026-06-01T07:00", "2026-06-01T08:00"], "datetime64[s]")
    aware = [at(BERLIN, 2026, 6, 1, 9), at(BERLIN, 2026, 6, 1, 10)]
    end = np.array(["2026-06-01T12:00", "NaT"], "datetime64[m]")
    one, other = elapsed(utc, end, WEEK), elapsed(aware, [at(BERLIN, 2026, 6, 1, 14), None], WEEK)
    for first, second in (
        (one.business_minutes, other.business_minutes),
        (one.calendar_minutes, other.calendar_minutes),
    ):
        np.testing.assert_array_equal(first, second)
    assert one.business_minutes[0] == 240
    assert np.isnan(one.business_minutes[1])


def test_nothing_to_measure_is_an_empty_answer() -> None:
    assert len(elapsed([], [], WEEK).business_minutes) == 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: BusinessHours({"funday": "09:00-18:00"}, "UTC"), rg.InvalidArgumentError, "funday"),
        (lambda: BusinessHours({"mon": "9 to 5"}, "UTC"), rg.InvalidArgumentError, "9 to 5"),
        (lambda: BusinessHours({"mon": "09:00-25:00"}, "UTC"), rg.InvalidArgumentError, "24:00"),
        (lambda: BusinessHours({"mon": "09:00-09:00"}, "UTC"), rg.InvalidArgumentError, "24:00"),
        (lambda: BusinessHours({"mon-fri": "09:00-18:00", "tue": ""}, "UTC"), rg.InvalidArgumentError, "twice"),
        (lambda: BusinessHours({"mon": "09:00-18:00"}, "Mars/Base"), rg.InvalidArgumentError, "Mars/Base"),
        (
            lambda: BusinessHours({"mon": "09:00-18:00"}, "UTC", holidays=[datetime(2026, 1, 1, tzinfo=UTC)]),
            rg.InvalidArgumentError,
            "not a date",
        ),
        (lambda: ScheduleHistory([]), rg.InvalidArgumentError, "at least one"),
        (lambda: ScheduleHistory([(datetime(2026, 1, 1), WEEK)]), rg.InvalidArgumentError, "time zone"),  # noqa: DTZ001
        (
            lambda: elapsed([datetime(2026, 1, 1)], [None], WEEK),  # noqa: DTZ001
            rg.InvalidDataError,
            "does not say its time zone",
        ),
        (lambda: elapsed([None], [None], WEEK), rg.InvalidDataError, "row 0 has no moment"),
        (lambda: elapsed(["2026-01-01"], [None], WEEK), rg.InvalidDataError, "datetime64"),
        (
            lambda: elapsed([at(BERLIN, 2026, 1, 2)], [at(BERLIN, 2026, 1, 1)], WEEK),
            rg.InvalidDataError,
            "before it starts",
        ),
        (lambda: elapsed([at(BERLIN, 2026, 1, 2)], [], WEEK), rg.MismatchError, "1 starts"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(call: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()  # type: ignore[operator]


moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_parts_of_a_span_add_up_and_never_exceed_the_calendar(three: list[datetime]) -> None:
    parts = [elapsed([first], [second], WEEK) for first, second in pairwise(three)]
    whole = elapsed([three[0]], [three[2]], WEEK)
    assert sum(part.business_minutes[0] for part in parts) == pytest.approx(whole.business_minutes[0])
    assert 0 <= whole.business_minutes[0] <= whole.calendar_minutes[0]


@given(moments, st.integers(0, 5000))
def test_minutes_counted_one_by_one_are_the_same(start: datetime, length: int) -> None:
    start = start.replace(second=0, microsecond=0)
    opens = [(9 * 60, 13 * 60), (14 * 60, 18 * 60)], [(10 * 60, 12 * 60)]

    def is_open(moment: datetime) -> bool:
        local = moment.astimezone(BERLIN)
        minute = local.hour * 60 + local.minute
        today = opens[0] if local.weekday() < 5 else opens[1] if local.weekday() == 5 else []
        return any(first <= minute < last for first, last in today)

    counted = sum(is_open(start + timedelta(minutes=passed)) for passed in range(length))
    assert business(start, start + timedelta(minutes=length), WEEK) == counted


def test_hundreds_of_thousands_of_spans_take_a_fraction_of_a_second() -> None:
    rng = np.random.default_rng(1)
    start = np.datetime64("2020-01-01", "us") + rng.integers(0, 5 * 365 * 86400 * 10**6, 300_000)
    end = start + rng.integers(0, 7 * 86400 * 10**6, 300_000)
    started = time.perf_counter()
    spans = elapsed(start, end, WEEK)
    assert time.perf_counter() - started < 3  # a quarter of a second on an idle machine
    assert np.all(spans.business_minutes <= spans.calendar_minutes)
