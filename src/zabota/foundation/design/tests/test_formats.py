"""Numbers and dates read as a native would write them, and what is unknown is never 0."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from zabota.foundation.design import formats

NOW = dt.datetime(2026, 5, 4, 10, 30, tzinfo=dt.UTC)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "amount_minor", "currency", "expected"),
    [
        ("ru", 123450, "RUB", "1 234,50 ₽"),
        ("en", 123450, "RUB", "₽1,234.50"),
        ("ru", -5, "EUR", "−0,05 €"),
        ("en", 123450, "USD", "$1,234.50"),
        ("en", 500, "JPY", "¥500"),
        ("ru", None, "RUB", "—"),
        ("ru", 0, "RUB", "0,00 ₽"),
    ],
)
def test_money(language, amount_minor, currency, expected):
    with translation.override(language):
        assert plain(formats.money(amount_minor, currency)) == expected


@pytest.mark.parametrize(
    ("language", "amount_minor", "expected"),
    [("ru", 123_456_700, "1,23 млн ₽"), ("en", 123_456_700, "₽1.23M"), ("ru", 99_900, "999 ₽"),
     ("ru", 1_240_000_000, "12,4 млн ₽"), ("ru", None, "—")],
)  # fmt: skip
def test_money_in_narrow_places_keeps_three_figures(language, amount_minor, expected):
    with translation.override(language):
        assert plain(formats.money_compact(amount_minor, "RUB")) == expected


@pytest.mark.parametrize(
    ("language", "rate", "digits", "expected"),
    [("ru", 0.124, 1, "12,4 %"), ("en", 0.124, 1, "12.4%"), ("ru", 0.5, 0, "50 %"), ("ru", None, 1, "—")],
)
def test_percent(language, rate, digits, expected):
    with translation.override(language):
        assert plain(formats.percent(rate, digits)) == expected


def test_interval_is_said_in_words():
    with translation.override("ru"):
        assert formats.interval(14, 44) == "от 14 до 44"
        assert plain(formats.interval(0.1, 0.25, "percent", "0")) == "от 10 % до 25 %"
        assert plain(formats.interval(100_000, 250_000, "money", "RUB")) == "от 1 000 ₽ до 2 500 ₽"
    with translation.override("en"):
        assert formats.interval(-3, 44) == "−3 to 44"
        assert formats.interval(None, 44) == "—"


def test_part_of_a_whole():
    with translation.override("ru"):
        assert formats.n_of_m(8, 40) == "8 из 40"
    with translation.override("en"):
        assert formats.n_of_m(8, 40) == "8 of 40"


@pytest.mark.parametrize(
    ("language", "at", "expected"),
    [
        ("ru", NOW - dt.timedelta(hours=1), "сегодня, 09:30"),
        ("ru", NOW - dt.timedelta(days=1), "вчера, 10:30"),
        ("ru", NOW + dt.timedelta(days=1), "завтра, 10:30"),
        ("ru", dt.datetime(2026, 3, 3, 14, 5, tzinfo=dt.UTC), "3 марта, 14:05"),
        ("en", dt.datetime(2026, 3, 3, 14, 5, tzinfo=dt.UTC), "March 3, 14:05"),
        ("ru", dt.datetime(2024, 3, 3, 14, 5, tzinfo=dt.UTC), "3 марта 2024, 14:05"),
        ("ru", None, "—"),
    ],
)
def test_moments(language, at, expected):
    with translation.override(language):
        assert plain(formats.moment(at, now=NOW)) == expected


def test_a_template_says_why_there_is_no_number():
    with translation.override("ru"):
        shown = Template("{% load formats %}{{ nothing|percent }}").render(Context({"nothing": None}))
    assert shown == '<abbr class="z-none" title="недостаточно данных">—</abbr>'


def test_a_variable_that_is_missing_is_not_zero():
    shown = Template("{% load formats %}{{ absent|number }}").render(Context({}))
    assert "—" in shown
    assert "0" not in shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+79161234567", "+7\u00a0916\u00a0123-45-67"),
        ("+442079460958", "+44\u00a020\u00a07946\u00a00958"),
        ("+1", "+1"),
        ("ask Anna", "ask Anna"),
    ],
)
def test_a_phone_is_written_as_its_country_writes_it(number, shown):
    assert formats.phone(number) == shown


def test_a_day_to_remember_has_its_year_only_where_it_is_known():
    with translation.override("ru"):
        assert formats.anniversary(day=29, month=2, year=None) == "29 февраля"
        assert formats.anniversary(day=3, month=5, year=1976) == "3 мая 1976"
    with translation.override("en"):
        assert formats.anniversary(day=3, month=5, year=1976) == "May 3, 1976"
