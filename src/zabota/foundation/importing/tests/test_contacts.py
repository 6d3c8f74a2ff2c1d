"""Phones and addresses take one written form, whatever way a person typed them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.foundation.importing import emails_in, normalise_email, normalise_phone, phones_in


@pytest.mark.parametrize(
    "text",
    [
        "8 916 123-45-67", "+7 (916) 123-45-67", "89161234567", "7 916 1234567", "9161234567",
        "8-916-123-45-67", "\u00a08\u00a0916\u00a0123\u201345\u201367 ", "+7 916 123 45 67", "８９１６１２３４５６７",
    ],
)  # fmt: skip
def test_a_russian_mobile_has_one_form(text):
    assert normalise_phone(text) == "+79161234567"


def test_landlines_and_other_countries_are_known():
    assert normalise_phone("8 (495) 123-45-67") == "+74951234567"
    assert normalise_phone("+375 29 123-45-67") == "+375291234567"
    assert normalise_phone("020 7946 0018", region="GB") == "+442079460018"


@pytest.mark.parametrize("text", ["", "12345", "нет", "+7 916 123", "8 916 123-45-67-89", "0000000000"])
def test_what_cannot_be_a_phone_is_none(text):
    assert normalise_phone(text) is None


def test_several_phones_in_a_cell_keep_their_order_without_repeats():
    cell = "8 916 123-45-67, +7 (916) 123-45-67; 8 495 123 45 67 / доб. 5"
    contacts = phones_in(cell)
    assert contacts.found == ("+79161234567", "+74951234567")
    assert contacts.unreadable == "доб. 5"


@given(st.integers(min_value=9_000_000_000, max_value=9_999_999_999), st.sampled_from(["8", "7", "+7", "8 ", "+7-"]))
def test_normalising_twice_changes_nothing(number, prefix):
    once = normalise_phone(f"{prefix}{number}")
    assert once == f"+7{number}"
    assert normalise_phone(once) == once


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna.Petrova@Example.COM ", "anna.petrova@example.com"),
        ("<anna@example.com>", "anna@example.com"),
        ("mailto:anna+shop@example.com", "anna+shop@example.com"),
        ("почта@пример.рф", "почта@пример.рф"),
        ("anna@", None), ("anna@example", None), ("an na@example.com", None), ("anna@-example.com", None),
        ("a" * 250 + "@example.com", None), ("anna@example.com\r\nBcc: x@y.ru", None),
    ],
)  # fmt: skip
def test_addresses_are_lowered_and_checked(text, address):
    assert normalise_email(text) == address


def test_several_addresses_in_a_cell():
    contacts = emails_in("Anna@example.com; petr@example.com, нет")
    assert contacts.found == ("anna@example.com", "petr@example.com")
    assert contacts.unreadable == "нет"
