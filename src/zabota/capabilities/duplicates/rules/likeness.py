"""How alike two cards are, and why: points for what agrees, points off for what speaks against.

Evidence is weighed as in Newcombe, Kennedy, Axford and James (1959): the rarer an agreement is between strangers, the
more it says. A phone that four cards share is a shop's or a family's and says little; a name alone says little; two
birthdays speak against one person more than one name speaks for him.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zabota.capabilities.duplicates.rules.names import one_slip, pairs

SHOWN_FROM = 50
LIKELY_FROM = 75
MOST = 100
FEW_HOLDERS = 3
LONG_WORD = 5
LONG_PART = 6
EVERYBODYS = frozenset({"info", "mail", "office", "sales", "zakaz", "order", "support", "contact", "admin", "shop"})

Contact = tuple[str, str]


class Reason(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    MESSENGER = "messenger"
    SHARED_CONTACT = "shared_contact"
    NAME = "name"
    NAME_ALIKE = "name_alike"
    NAME_PART = "name_part"
    OTHER_NAME = "other_name"
    BIRTHDAY = "birthday"
    OTHER_BIRTHDAY = "other_birthday"
    ADDRESS = "address"
    PHONE_SLIP = "phone_slip"
    MAILBOX = "mailbox"
    RARE_NAME = "rare_name"
    OTHER_KIND = "other_kind"


POINTS: Mapping[Reason, int] = {
    Reason.PHONE: 60, Reason.EMAIL: 60, Reason.MESSENGER: 55, Reason.SHARED_CONTACT: 25,
    Reason.NAME: 35, Reason.NAME_ALIKE: 25, Reason.NAME_PART: 10, Reason.OTHER_NAME: -45,
    Reason.BIRTHDAY: 30, Reason.OTHER_BIRTHDAY: -50, Reason.ADDRESS: 20, Reason.PHONE_SLIP: 25, Reason.MAILBOX: 20,
    Reason.RARE_NAME: 15, Reason.OTHER_KIND: -30,
}  # fmt: skip
AGAINST = frozenset(reason for reason, points in POINTS.items() if points < 0)


@dataclass(frozen=True, kw_only=True)
class Face:
    """What is compared of a card. `spelled`: the folded words of the name in order of the alphabet, `heard`: as they
    sound. `birthday`: month, day, year or None. `address`: the folded words of city and address.
    """

    card: int
    kind: str
    spelled: tuple[str, ...]
    heard: tuple[str, ...]
    contacts: frozenset[Contact]
    birthday: tuple[int, int, int | None] | None
    address: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """`score` from 0 to 100. `is_certain`: nobody needs to look, these are one customer."""

    score: int
    reasons: tuple[Reason, ...]
    is_certain: bool


def compare(one: Face, other: Face, *, holders: Mapping[Contact, int], namesakes: int) -> Likeness:
    """`holders`: how many cards have a contact; `namesakes`: how many cards sound like these two."""
    reasons = [*_contacts(one, other, holders), *_names(one, other)]
    reasons += _birthdays(one, other)
    if one.address and len(one.address) > 1 and one.address == other.address:
        reasons.append(Reason.ADDRESS)
    if one.kind != other.kind:
        reasons.append(Reason.OTHER_KIND)
    if Reason.NAME in reasons and namesakes <= 2 and not _ways(reasons):
        reasons.append(Reason.RARE_NAME)
    score = max(0, min(MOST, sum(POINTS[reason] for reason in reasons)))
    certain = _is_certain(one, other, reasons, holders)
    return Likeness(score=score, reasons=tuple(reasons), is_certain=certain)


def _ways(reasons: Iterable[Reason]) -> set[Reason]:
    return {Reason.PHONE, Reason.EMAIL, Reason.MESSENGER} & set(reasons)


def _is_certain(one: Face, other: Face, reasons: list[Reason], holders: Mapping[Contact, int]) -> bool:
    """One whole name, one phone or e-mail that nobody else has, and nothing against."""
    alone = any(
        holders.get(contact, 2) <= 2 and contact[0] in ("phone", "email") for contact in one.contacts & other.contacts
    )
    return alone and Reason.NAME in reasons and len(one.spelled) > 1 and not AGAINST & set(reasons)


def _contacts(one: Face, other: Face, holders: Mapping[Contact, int]) -> list[Reason]:
    """Each way counts once, however many phones agree."""
    common = one.contacts & other.contacts
    found = []
    for kind in ("phone", "email", "messenger"):
        agreeing = [contact for contact in common if _sort(contact) == kind]
        if agreeing:
            fewest = min(holders.get(contact, 2) for contact in agreeing)
            found.append(Reason(kind) if fewest <= FEW_HOLDERS else Reason.SHARED_CONTACT)
    if not any(_sort(contact) == "phone" for contact in common) and _slipped(one, other):
        found.append(Reason.PHONE_SLIP)
    if not any(_sort(contact) == "email" for contact in common) and mailboxes(one.contacts) & mailboxes(other.contacts):
        found.append(Reason.MAILBOX)
    return list(dict.fromkeys(found))


def _sort(contact: Contact) -> str:
    return contact[0] if contact[0] in ("phone", "email") else "messenger"


def _slipped(one: Face, other: Face) -> bool:
    """A digit typed wrong; numbers of one exchange that follow each other also look so: it says little alone."""
    mine = [value for kind, value in one.contacts if kind == "phone"]
    theirs = [value for kind, value in other.contacts if kind == "phone"]
    return any(one_slip(left, right) for left in mine for right in theirs)


def mailboxes(contacts: Iterable[Contact]) -> set[str]:
    """The names before the @ that are a person's own: "anna.petrova" of mail.ru and of yandex.ru."""
    names = {value.partition("@")[0] for kind, value in contacts if kind == "email"}
    return {name for name in names if len(name) >= LONG_PART and name not in EVERYBODYS}


def _names(one: Face, other: Face) -> list[Reason]:
    if not one.heard or not other.heard:
        return []
    if one.spelled == other.spelled:
        return [Reason.NAME if len(one.spelled) > 1 else Reason.NAME_PART]
    few, many = sorted((one.heard, other.heard), key=len)
    rest = list(many)
    agreed = 0
    for word in few:
        twin = next((known for known in rest if _same_word(word, known)), None)
        if twin is not None:
            rest.remove(twin)
            agreed += 1
    if agreed < len(few):
        return [Reason.OTHER_NAME]
    return [Reason.NAME_ALIKE if len(few) > 1 else Reason.NAME_PART]


def _same_word(word: str, known: str) -> bool:
    if word == known:
        return True
    if len(word) == 1 or len(known) == 1:
        return word[0] == known[0]
    return min(len(word), len(known)) >= LONG_WORD and one_slip(word, known)


def _birthdays(one: Face, other: Face) -> list[Reason]:
    if one.birthday is None or other.birthday is None:
        return []
    years = {one.birthday[2], other.birthday[2]} - {None}
    same = one.birthday[:2] == other.birthday[:2] and len(years) < 2
    return [Reason.BIRTHDAY if same else Reason.OTHER_BIRTHDAY]


def marks(face: Face) -> set[str]:
    """What cards worth comparing have in common besides contacts: two words of the name, alone, with the birthday, with
    the address; a person's own mailbox.
    """
    found = {f"@{name}" for name in mailboxes(face.contacts)}
    for pair in pairs(face.heard):
        words = " ".join(pair)
        found.add(words)
        if face.birthday:
            found.add(f"{words} {face.birthday[0]}-{face.birthday[1]}")
        if len(face.address) > 1:
            found.add(f"{words} {' '.join(face.address)}")
    return found
