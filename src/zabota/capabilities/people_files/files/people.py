"""A row of the file becomes a person; what cannot be understood is named and left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zabota.capabilities.customers.contracts import BadValueError, ContactDraft, DateDraft, IncomingPerson
from zabota.capabilities.customers.queries import check_dates, longest_of
from zabota.capabilities.people_files.files.birthdays import read_birthday
from zabota.foundation.importing import Problem, Severity

PHONES = (
    ("phones", ""), ("phone_mobile", "mobile"), ("phone_work", "work"), ("phone_direct", "work"),
    ("phone_home", "home"), ("phone_mailing", ""), ("phone_other", "other"), ("phone_2", ""), ("phone_3", ""),
    ("phone_4", ""),
)  # fmt: skip
EMAILS = (
    ("emails", ""), ("email_work", "work"), ("email_home", "personal"), ("email_mailing", ""), ("email_other", "other"),
    ("email_2", ""), ("email_3", ""),
)  # fmt: skip
LINKS = ("telegram", "whatsapp", "viber", "vk", "max", "site")
COMPANY_WORDS = ("компан", "юр", "организац", "company", "organi", "business")
PERSON_WORDS = ("физ", "частн", "человек", "контакт", "person", "individual", "contact")
TAG_MARKS = (":::", ";", ",", "|", "\n")
SYSTEM_TAGS = ("* mycontacts", "mycontacts", "* starred", "starred in android")
TITLES = frozenset({"г-н", "г-жа", "mr", "mrs", "ms", "не выбрано", "господин", "госпожа"})
LONGEST_TAG, LONGEST_LINK, LONGEST_KEY = 60, 254, 200


@dataclass(frozen=True, kw_only=True)
class Known:
    """Words of the file that mean something here: colleagues, branches, types; lower case to id or code."""

    staff: Mapping[str, int] = field(default_factory=dict)
    branches: Mapping[str, int] = field(default_factory=dict)
    manners: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the labels of phones are called in the language of the company."""


@dataclass(kw_only=True)
class Reader:
    """Reads the rows of one file. `headers` name the column of each field, for the words of problems."""

    known: Known
    headers: Mapping[str, str]
    companies_only: bool = False
    month_first: bool = False
    problems: list[Problem] = field(default_factory=list)

    def read(self, row: Mapping[str, Any]) -> IncomingPerson | None:
        """None where there is nobody in the row."""
        number = int(row["row_number"])
        contacts = tuple(self._contacts(number, row))
        fields = self._fields(number, row)
        if not (fields.get("name") or contacts):
            self._complain(number, "name", "nobody_in_row", "", severity=Severity.ERROR)
            return None
        own_id = _text(row, "own_id")
        return IncomingPerson(
            row=number,
            own_id=int(own_id) if own_id.isdecimal() and len(own_id) < 18 else None,
            key=_text(row, "source_id")[:LONGEST_KEY],
            fields=fields,
            contacts=contacts,
            dates=self._dates(number, row),
            tags=_tags(_text(row, "tags")),
            note="\n".join(filter(None, (_long(row, name) for name in ("note", *(f"note_{n}" for n in range(2, 6)))))),
        )

    def _fields(self, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        company, name = _text(row, "company"), full_name(row)
        is_company = self._is_company(row, name, company)
        if is_company:
            name, company = company or name, ""
        told: dict[str, Any] = {
            "kind": "company" if is_company else "",
            "name": name,
            "salutation": "" if is_company else salutation(row),
            "occupation": ", ".join(filter(None, (_text(row, "occupation"), company))),
            "city": _text(row, "city"),
            "address": address(row),
            "acquisition_source": _text(row, "source"),
            "acquired_on": row.get("acquired"),
            "owner_id": self._meant(number, row, "responsible", self.known.staff, "unknown_colleague"),
            "branch_id": self._meant(number, row, "branch", self.known.branches, "unknown_branch"),
            "manner": self._meant(number, row, "manner", self.known.manners, "unknown_manner"),
        }
        return {key: self._fitting(number, key, value) for key, value in told.items() if value not in ("", None)}

    def _is_company(self, row: Mapping[str, Any], name: str, company: str) -> bool:
        told = _text(row, "kind").lower()
        if self.companies_only or any(told.startswith(word) for word in COMPANY_WORDS):
            return True
        return bool(company) and not name and not any(told.startswith(word) for word in PERSON_WORDS)

    def _fitting(self, number: int, key: str, value: Any) -> Any:  # noqa: ANN401
        longest = longest_of(key)
        if not isinstance(value, str) or longest is None or len(value) <= longest:
            return value
        self._complain(number, key, "text_cut", value, n=longest)
        return value[:longest]

    def _meant(
        self, number: int, row: Mapping[str, Any], name: str, words: Mapping[str, Any], code: str
    ) -> int | str | None:
        told = _text(row, name)
        if not told:
            return None
        found: int | str | None = words.get(told.casefold())
        if found is None:
            self._complain(number, name, code, told)
        return found

    def _contacts(self, number: int, row: Mapping[str, Any]) -> Iterator[ContactDraft]:
        seen: set[tuple[str, str]] = set()
        for kind, columns in (("phone", PHONES), ("email", EMAILS)):
            for column, label in columns:
                for value in row.get(column) or ():
                    if (kind, value) not in seen:
                        seen.add((kind, value))
                        yield ContactDraft(kind=kind, value=value, label=self.known.labels.get(label, ""))
        for kind in LINKS:
            value = _text(row, kind).removeprefix("@")
            if len(value) > LONGEST_LINK:
                self._complain(number, kind, "text_cut", value, n=LONGEST_LINK)
            elif value:
                yield ContactDraft(kind=kind, value=value)

    def _dates(self, number: int, row: Mapping[str, Any]) -> tuple[DateDraft, ...]:
        told = _text(row, "birthday")
        if not told:
            return ()
        try:
            return tuple(check_dates([read_birthday(told, month_first=self.month_first)]))
        except BadValueError:
            self._complain(number, "birthday", "not_a_birthday", told)
            return ()

    def _complain(
        self, number: int, name: str, code: str, value: str, *, severity: Severity = Severity.WARNING, **params: int
    ) -> None:
        self.problems.append(
            Problem(
                code=code, params=params, row_number=number, column=self.headers.get(name), value=value[:80],
                severity=severity,
            )
        )  # fmt: skip


def full_name(row: Mapping[str, Any]) -> str:
    """Surname, given name, patronymic where the file has them apart; else the name as it is written."""
    parts = [_text(row, name) for name in ("surname", "given_name", "patronymic")]
    whole = _text(row, "name")
    return " ".join(filter(None, parts)) if (parts[0] and parts[1]) or not whole else whole


def salutation(row: Mapping[str, Any]) -> str:
    """As the file says; else the given name, with the patronymic where there is one. Titles are nobody's name."""
    told = _text(row, "salutation")
    if told and told.rstrip(".").casefold() not in TITLES:
        return told
    given = _text(row, "given_name")
    return " ".join(filter(None, (given, _text(row, "patronymic")))) if given else ""


def address(row: Mapping[str, Any]) -> str:
    whole = _long(row, "address").replace("\n", ", ")
    parts = (_text(row, name) for name in ("postcode", "country", "region", "street", "flat"))
    return whole or ", ".join(filter(None, parts))


def _tags(cell: str) -> tuple[str, ...]:
    for mark in TAG_MARKS[1:]:
        cell = cell.replace(mark, TAG_MARKS[0])
    names = (" ".join(part.split())[:LONGEST_TAG] for part in cell.split(TAG_MARKS[0]))
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() not in SYSTEM_TAGS))


def _text(row: Mapping[str, Any], name: str) -> str:
    return " ".join(str(row.get(name) or "").replace("\x00", "").split())


def _long(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").replace("\x00", "").strip()


def merged(people: Sequence[IncomingPerson]) -> IncomingPerson:
    """Rows that are one person: what an earlier row leaves empty a later one fills in."""
    if len(people) == 1:
        return people[0]
    fields: dict[str, Any] = {}
    for person in people:
        fields = {**person.fields, **fields}
    contacts = {(one.kind, one.value): one for person in reversed(people) for one in reversed(person.contacts)}
    dates = {(one.kind, one.label): one for person in reversed(people) for one in person.dates}
    return IncomingPerson(
        row=people[0].row,
        own_id=next((one.own_id for one in people if one.own_id is not None), None),
        key=next((one.key for one in people if one.key), ""),
        fields=fields,
        contacts=tuple(reversed(contacts.values())),
        dates=tuple(dates.values()),
        tags=tuple(dict.fromkeys(tag for person in people for tag in person.tags)),
        note="\n".join(dict.fromkeys(person.note for person in people if person.note)),
    )


def as_json(person: IncomingPerson) -> dict[str, Any]:
    """As it is kept between the steps."""
    return {
        "row": person.row, "own_id": person.own_id, "key": person.key, "tags": person.tags, "note": person.note,
        "fields": person.fields,
        "contacts": [(one.kind, one.value, one.label) for one in person.contacts],
        "dates": [(one.kind, one.month, one.day, one.year) for one in person.dates],
    }  # fmt: skip


def from_json(kept: Mapping[str, Any]) -> IncomingPerson:
    fields = dict(kept["fields"])
    if "acquired_on" in fields:
        fields["acquired_on"] = date.fromisoformat(fields["acquired_on"])
    return IncomingPerson(
        row=kept["row"], own_id=kept["own_id"], key=kept["key"], tags=tuple(kept["tags"]), note=kept["note"],
        fields=fields,
        contacts=tuple(ContactDraft(kind=kind, value=value, label=label) for kind, value, label in kept["contacts"]),
        dates=tuple(DateDraft(kind=k, month=month, day=day, year=year) for k, month, day, year in kept["dates"]),
    )  # fmt: skip
