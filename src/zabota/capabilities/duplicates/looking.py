"""Cards compared with those they have something in common with, and the pairs written down."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from zabota.capabilities.customers.models import ContactKind, ContactPoint, Customer, CustomerDate, DateKind
from zabota.capabilities.duplicates.models import AlikePair, Mark, ToldApart
from zabota.capabilities.duplicates.rules.likeness import SHOWN_FROM, Contact, Face, compare, marks
from zabota.capabilities.duplicates.rules.names import sounds
from zabota.foundation.database.bulk import any_of, insert_rows, reserve_ids
from zabota.foundation.search.words import tokens

MOST_NAMESAKES = 40
"""A mark so many cards share (a name everybody has) tells nobody apart: such cards are compared by other marks."""

COMPARED = tuple(
    kind.value for kind in ContactKind if kind not in (ContactKind.SITE, ContactKind.OTHER)
)  # fmt: skip


def look_at(card_ids: Collection[int], *, now: datetime) -> int:
    """Find anew whom these cards look like: a bounded number of queries. Returns how many pairs were found."""
    faces = faces_of(card_ids)
    AlikePair.objects.filter(first__in=card_ids).delete()
    AlikePair.objects.filter(second__in=card_ids).delete()
    own_marks = {card: {_number(mark) for mark in marks(face)} for card, face in faces.items()}
    _keep_marks(card_ids, own_marks)
    by_contact, by_mark = _sharing(faces), _marked(own_marks)
    candidates = {
        (min(card, other), max(card, other))
        for card, face in faces.items()
        for others in (*(by_contact.get(one, ()) for one in face.contacts), *(by_mark[one] for one in own_marks[card]))
        if len(others) <= MOST_NAMESAKES
        for other in others
        if other != card
    }
    candidates -= _told_apart(candidates)
    faces |= faces_of({card for pair in candidates for card in pair} - faces.keys())
    holders = {contact: len(cards) for contact, cards in by_contact.items()}
    found = []
    for first, second in sorted(candidates):
        if first not in faces or second not in faces:
            continue
        shared = own_marks.get(first) or own_marks[second]
        namesakes = min((len(by_mark[mark]) for mark in shared if {first, second} <= by_mark[mark]), default=0)
        likeness = compare(faces[first], faces[second], holders=holders, namesakes=namesakes)
        if likeness.score >= SHOWN_FROM:
            found.append((first, second, likeness.score, list(likeness.reasons), likeness.is_certain, now))
    names = ("id", "first_id", "second_id", "score", "reasons", "is_certain", "found_at")
    ids = reserve_ids(AlikePair, len(found)) if found else ()
    insert_rows(AlikePair, names, ((row_id, *row) for row_id, row in zip(ids, found, strict=True)))
    return len(found)


def faces_of(card_ids: Collection[int]) -> dict[int, Face]:
    """What is compared of these cards, by number: three queries."""
    contacts: dict[int, set[Contact]] = defaultdict(set)
    points = ContactPoint.objects.filter(customer_id__in=card_ids, kind__in=COMPARED).order_by()
    for card, kind, value in points.values_list("customer_id", "kind", "value"):
        contacts[card].add((kind, value))
    days = CustomerDate.objects.filter(customer_id__in=card_ids, kind=DateKind.BIRTHDAY, label="").order_by()
    birthdays = {card: (month, day, year) for card, *(month, day, year) in
                 days.values_list("customer_id", "month", "day", "year")}  # fmt: skip
    rows = Customer.objects.filter(pk__in=card_ids).values_list("pk", "kind", "name", "city", "address")
    return {
        card: Face(
            card=card, kind=kind, spelled=tuple(sorted(tokens(name))), heard=sounds(name),
            contacts=frozenset(contacts.get(card, ())), birthday=birthdays.get(card),
            address=tuple(tokens(f"{city} {address}")) if address else (),
        )
        for card, kind, name, city, address in rows
    }  # fmt: skip


def _number(mark: str) -> int:
    """A mark as a number of 63 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(mark.encode(), digest_size=8).digest()) >> 1


def _keep_marks(card_ids: Collection[int], own: Mapping[int, set[int]]) -> None:
    Mark.objects.filter(card__in=card_ids).delete()
    rows = [(card, mark) for card, numbers in own.items() for mark in sorted(numbers)]
    ids = reserve_ids(Mark, len(rows)) if rows else ()
    insert_rows(Mark, ("id", "card_id", "mark"), ((row_id, *row) for row_id, row in zip(ids, rows, strict=True)))


def _sharing(faces: Mapping[int, Face]) -> dict[Contact, set[int]]:
    """Which cards hold each contact of these."""
    values = {value for face in faces.values() for _kind, value in face.contacts}
    found: dict[Contact, set[int]] = defaultdict(set)
    rows = ContactPoint.objects.filter(kind__in=COMPARED, value__in=any_of(values)).order_by()
    for card, kind, value in rows.values_list("customer_id", "kind", "value"):
        found[kind, value].add(card)
    return found


def _marked(own: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Which cards bear each mark of these."""
    numbers = {mark for marks_of in own.values() for mark in marks_of}
    found: dict[int, set[int]] = defaultdict(set)
    for mark, card in Mark.objects.filter(mark__in=numbers).values_list("mark", "card_id"):
        found[mark].add(card)
    return found


def _told_apart(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    firsts = {first for first, _second in pairs}
    return set(ToldApart.objects.filter(first__in=firsts).values_list("first_id", "second_id"))
