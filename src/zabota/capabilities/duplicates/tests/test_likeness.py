"""Who looks like whom, and how sure one can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.capabilities.duplicates.rules.likeness import (
    LIKELY_FROM,
    SHOWN_FROM,
    Face,
    Reason,
    compare,
    marks,
)
from zabota.capabilities.duplicates.rules.names import one_slip, sounds
from zabota.foundation.search.words import tokens


def face(name="", *, card=1, kind="person", phone="", email="", birthday=None, address="") -> Face:
    contacts = {("phone", phone), ("email", email)}
    return Face(
        card=card, kind=kind, spelled=tuple(sorted(tokens(name))), heard=sounds(name),
        contacts=frozenset(contact for contact in contacts if contact[1]), birthday=birthday,
        address=tuple(tokens(address)),
    )  # fmt: skip


def likeness(one, other, *, holders=None, namesakes=9):
    return compare(one, other, holders=holders or {}, namesakes=namesakes)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Оля Петрова", "Петрова Ольга"),
        ("Olga Petrova", "Ольга Петрова"),
        ("Алексей Щукин", "Aleksei Shchukin"),
        ("Наталия Соловьёва", "Наташа Соловьева"),
        ("Bill Smith", "William Smith"),
        ("Елена  Цой", "Лена Цой"),
    ],
)
def test_one_name_in_two_spellings_sounds_the_same(left, right):
    assert sounds(left) == sounds(right)


def test_one_name_and_one_phone_that_nobody_else_has_are_certain():
    found = likeness(face("Анна Ким", phone="+79161234567"), face("Ким Анна", phone="+79161234567"))
    assert found.is_certain
    assert found.score >= LIKELY_FROM
    assert set(found.reasons) == {Reason.PHONE, Reason.NAME}


def test_a_family_behind_one_phone_is_not_one_customer():
    found = likeness(face("Анна Ким", phone="+79161234567"), face("Пётр Ким", phone="+79161234567"))
    assert Reason.OTHER_NAME in found.reasons
    assert found.score < SHOWN_FROM


def test_a_phone_that_many_share_says_little():
    phone = ("phone", "+74951234567")
    found = likeness(face("Анна", phone=phone[1]), face("Анна", phone=phone[1]), holders={phone: 9})
    assert found.score < SHOWN_FROM
    assert Reason.SHARED_CONTACT in found.reasons


def test_two_birthdays_speak_against_one_person_even_behind_one_phone():
    one = face("Анна Ким", phone="+79161234567", birthday=(5, 3, 1976))
    other = face("Анна Ким", phone="+79161234567", birthday=(6, 4, 2001))
    found = likeness(one, other)
    assert not found.is_certain
    assert found.score < SHOWN_FROM


def test_a_birthday_without_a_year_agrees_with_one_that_has_it():
    found = likeness(face("Анна Ким", birthday=(5, 3, None)), face("Анна Ким", birthday=(5, 3, 1976)))
    assert Reason.BIRTHDAY in found.reasons
    assert found.score >= SHOWN_FROM


def test_a_name_that_everybody_has_is_no_pair_and_a_rare_one_is_only_possible():
    one, other = face("Анна Ким"), face("Анна Ким")
    assert likeness(one, other, namesakes=20).score < SHOWN_FROM
    rare = likeness(one, other, namesakes=2)
    assert SHOWN_FROM <= rare.score < LIKELY_FROM
    assert not rare.is_certain


def test_a_digit_typed_wrong_and_the_same_mailbox_elsewhere_are_evidence():
    slipped = likeness(face("Анна Ким", phone="+79161234567"), face("Анна Ким", phone="+79161234576"))
    assert Reason.PHONE_SLIP in slipped.reasons
    assert slipped.score >= SHOWN_FROM
    boxes = likeness(face("Анна Ким", email="anna.kim@mail.ru"), face("Анна Ким", email="anna.kim@ya.ru"))
    assert Reason.MAILBOX in boxes.reasons
    assert boxes.score >= SHOWN_FROM
    shop = likeness(face("Анна Ким", email="zakaz@a.ru"), face("Анна Ким", email="zakaz@b.ru"))
    assert Reason.MAILBOX not in shop.reasons


WORDS = st.text(alphabet="абвгде", min_size=1, max_size=6)
NAMES = st.lists(WORDS, max_size=3).map(" ".join)
FACES = st.builds(
    face, NAMES, phone=st.sampled_from(["", "+79161234567", "+79161234568"]),
    birthday=st.sampled_from([None, (5, 3, None), (5, 3, 1976), (6, 3, 1976)]), address=NAMES,
)  # fmt: skip


@given(one=FACES, other=FACES)
def test_likeness_does_not_depend_on_which_card_is_first(one, other):
    there, back = likeness(one, other), likeness(other, one)
    assert (there.score, there.is_certain, set(there.reasons)) == (back.score, back.is_certain, set(back.reasons))
    assert 0 <= there.score <= 100
    assert there.score >= SHOWN_FROM or not there.is_certain


@given(word=WORDS, data=st.data())
def test_one_letter_away_is_one_slip_and_no_slip_is_none(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    assert not one_slip(word, word)
    assert one_slip(word, word[:place] + "ж" + word[place + 1 :])
    assert one_slip(word, word[:place] + "ж" + word[place:])
    assert one_slip(word + "жз", word + "зж")
    assert not one_slip(word, word + "жж")


@given(name=NAMES)
def test_cards_of_one_name_share_a_mark_whenever_it_has_two_words(name):
    one, other = face(name), face(" ".join(reversed(name.split())))
    assert marks(one) == marks(other)
    assert bool(marks(one)) == (len([word for word in sounds(name) if len(word) > 1]) > 1)
