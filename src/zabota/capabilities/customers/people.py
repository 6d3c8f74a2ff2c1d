"""People of a file and the cards that are here: what would change, and the writing of it, batch by batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from zabota.capabilities.customers.checking import MOST_CONTACTS
from zabota.capabilities.customers.contracts import (
    FIELDS,
    DateDraft,
    IncomingPerson,
    PeopleRules,
    PersonPlan,
    WhenFound,
)
from zabota.capabilities.customers.meeting import find_people
from zabota.capabilities.customers.models import (
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerKey,
    CustomerNote,
    CustomerTag,
    Responsibility,
    Tag,
)
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo.recorder import Recorder

EMPTY = ("", None)


def plan_people(people: Sequence[IncomingPerson], rules: PeopleRules) -> list[PersonPlan]:
    """What would be written of each: a bounded number of queries a batch. Writes nothing."""
    found = find_people(people, rules)
    here = _Here(list(found.values()) if rules.when_found is not WhenFound.SKIP else [], rules.source)
    plans = []
    for place, person in enumerate(people):
        customer_id = found.get(place)
        if customer_id is None:
            plans.append(_new(person, rules))
        elif rules.when_found is WhenFound.SKIP:
            plans.append(PersonPlan(person=person, customer_id=customer_id))
        else:
            plans.append(here.compare(person, customer_id, overwrites=rules.when_found is WhenFound.OVERWRITE))
    return plans


def _new(person: IncomingPerson, rules: PeopleRules) -> PersonPlan:
    fields = dict(person.fields)
    if rules.branch_limit is not None:
        fields["branch_id"] = rules.branch_limit
    return PersonPlan(
        person=person, customer_id=None, fields=fields, contacts=person.contacts[:MOST_CONTACTS], dates=person.dates,
        tags=person.tags, note=person.note, needs_key=bool(person.key),
    )  # fmt: skip


class _Here:
    """The cards of a batch as they are: six queries."""

    def __init__(self, customer_ids: Sequence[int], source: str) -> None:
        self.customers = Customer.objects.in_bulk(customer_ids)
        of_these = {"customer_id__in": customer_ids}
        self.contacts: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for one, kind, value in ContactPoint.objects.filter(**of_these).values_list("customer_id", "kind", "value"):
            self.contacts[one].add((kind, value))
        self.dates: dict[int, dict[tuple[str, str], CustomerDate]] = defaultdict(dict)
        for row in CustomerDate.objects.filter(**of_these):
            self.dates[row.customer_id][row.kind, row.label] = row
        self.tags: dict[int, set[str]] = defaultdict(set)
        for one, name in CustomerTag.objects.filter(**of_these).values_list("customer_id", "tag__name"):
            self.tags[one].add(name.casefold())
        self.notes = set(CustomerNote.objects.filter(**of_these).values_list("customer_id", "text"))
        keys = CustomerKey.objects.filter(source=source, **of_these)
        self.keys = set(keys.values_list("customer_id", "key"))

    def compare(self, person: IncomingPerson, customer_id: int, *, overwrites: bool) -> PersonPlan:
        customer = self.customers[customer_id]
        before = {name: getattr(customer, name) for name in person.fields}
        fields = {
            name: value
            for name, value in person.fields.items()
            if value != before[name] and (before[name] in EMPTY or (overwrites and name != "branch_id"))
        }
        there = self.contacts[customer_id]
        contacts = [one for one in person.contacts if (one.kind, one.value) not in there]
        dates, dates_before = self._dates(person, customer_id, overwrites=overwrites)
        return PersonPlan(
            person=person, customer_id=customer_id, fields=fields,
            before={name: before[name] for name in fields},
            contacts=tuple(contacts[: max(MOST_CONTACTS - len(there), 0)]), dates=dates, dates_before=dates_before,
            tags=tuple(name for name in person.tags if name.casefold() not in self.tags[customer_id]),
            note=person.note if (customer_id, person.note) not in self.notes else "",
            needs_key=bool(person.key) and (customer_id, person.key) not in self.keys,
        )  # fmt: skip

    def _dates(
        self, person: IncomingPerson, customer_id: int, *, overwrites: bool
    ) -> tuple[tuple[DateDraft, ...], dict[int, DateDraft]]:
        new: list[DateDraft] = []
        other: dict[int, DateDraft] = {}
        for told in person.dates:
            row = self.dates[customer_id].get((told.kind, told.label))
            if row is None:
                new.append(told)
                continue
            same_day = (row.month, row.day) == (told.month, told.day)
            adds_year = same_day and row.year is None and told.year is not None
            differs = not same_day or (told.year is not None and row.year != told.year)
            if adds_year or (overwrites and differs):
                other[row.pk] = told
        return tuple(new), other


class PeopleWriter:
    """Writes plans through the recorder of one change; every new row names the import."""

    def __init__(self, recorder: Recorder, actor: Actor, *, run_id: int, source: str, now: datetime) -> None:
        self.recorder, self.actor, self.run_id, self.source, self.now = recorder, actor, run_id, source, now

    def write(self, plans: Sequence[PersonPlan]) -> dict[int, PersonPlan]:
        """All rows of a batch; returns the plans that changed something, by customer."""
        new = [plan for plan in plans if plan.customer_id is None]
        changed = [plan for plan in plans if plan.is_changed]
        by_id = dict(zip(self._insert(new), new, strict=True))
        self._update(changed)
        by_id |= {plan.customer_id: plan for plan in changed if plan.customer_id is not None}
        self._write_owners(by_id)
        keyed = by_id | {plan.customer_id: plan for plan in plans if plan.customer_id is not None and plan.needs_key}
        self._write_keys(keyed)
        self._write_contacts(by_id)
        self._write_dates(by_id)
        self._write_tags(by_id)
        self._write_notes(by_id)
        return by_id

    def _insert(self, new: Sequence[PersonPlan]) -> list[int]:
        names = (*FIELDS, "import_run_id", "created_at")
        nothing: dict[str, Any] = {**dict.fromkeys(FIELDS, ""), "kind": "person"}
        nothing |= dict.fromkeys(("acquired_on", "acquisition_cost_minor", "owner_id", "branch_id"))
        rows = [(*({**nothing, **plan.fields}[name] for name in FIELDS), self.run_id, self.now) for plan in new]
        return self.recorder.insert_values(Customer, names, rows)

    def _update(self, changed: Sequence[PersonPlan]) -> None:
        customers = Customer.objects.in_bulk([plan.customer_id for plan in changed if plan.customer_id is not None])
        pairs = [
            (customers[plan.customer_id], {**plan.fields, "updated_at": self.now})
            for plan in changed
            if plan.customer_id is not None
        ]
        self.recorder.update_many(pairs)

    def _write_owners(self, by_id: Mapping[int, PersonPlan]) -> None:
        owners = {one: plan.fields["owner_id"] for one, plan in by_id.items() if plan.fields.get("owner_id")}
        if not owners:
            return
        former = [one for one in owners if by_id[one].customer_id is not None]
        if former:
            spells = Responsibility.objects.filter(customer_id__in=former, until=None)
            self.recorder.update_all(spells, {"until": self.now})
        names = dict(Staff.objects.filter(pk__in=set(owners.values())).values_list("pk", "name"))
        rows = [(one, staff, names[staff], self.now, None, "") for one, staff in owners.items()]
        columns = ("customer_id", "staff_id", "staff_name", "since", "until", "note")
        self.recorder.insert_values(Responsibility, columns, rows)

    def _write_keys(self, by_id: Mapping[int, PersonPlan]) -> None:
        wanted = {plan.person.key: one for one, plan in by_id.items() if plan.needs_key}
        taken = set(CustomerKey.objects.filter(source=self.source, key__in=list(wanted)).values_list("key", flat=True))
        rows = [(one, self.source, key, self.run_id) for key, one in wanted.items() if key not in taken]
        self.recorder.insert_values(CustomerKey, ("customer_id", "source", "key", "import_run_id"), rows)

    def _write_contacts(self, by_id: Mapping[int, PersonPlan]) -> None:
        rows: list[tuple[Any, ...]] = []
        for one, plan in by_id.items():
            preferred: set[str] = set()
            for draft in plan.contacts:
                is_first = plan.customer_id is None and draft.kind not in preferred
                preferred.add(draft.kind)
                rows.append((one, draft.kind, draft.value, draft.value, draft.label[:60], is_first, self.run_id))
        names = ("customer_id", "kind", "value", "raw", "label", "is_preferred", "import_run_id")
        self.recorder.insert_values(ContactPoint, names, rows)

    def _write_dates(self, by_id: Mapping[int, PersonPlan]) -> None:
        rows = [
            (one, draft.kind, draft.label, draft.month, draft.day, draft.year)
            for one, plan in by_id.items()
            for draft in plan.dates
        ]
        self.recorder.insert_values(CustomerDate, ("customer_id", "kind", "label", "month", "day", "year"), rows)
        other = {row_id: draft for plan in by_id.values() for row_id, draft in plan.dates_before.items()}
        there = CustomerDate.objects.in_bulk(list(other))
        pairs = [(there[one], {"month": to.month, "day": to.day, "year": to.year}) for one, to in other.items()]
        self.recorder.update_many(pairs)

    def _write_tags(self, by_id: Mapping[int, PersonPlan]) -> None:
        names = list(dict.fromkeys(name for plan in by_id.values() for name in plan.tags))
        if not names:
            return
        ids = self._tag_ids(names)
        pairs = dict.fromkeys((one, ids[name.casefold()]) for one, plan in by_id.items() for name in plan.tags)
        self.recorder.insert_values(CustomerTag, ("customer_id", "tag_id"), list(pairs))

    def _tag_ids(self, names: Iterable[str]) -> dict[str, int]:
        ids = {name.casefold(): pk for pk, name in Tag.objects.values_list("pk", "name")}
        missing = {name.casefold(): name for name in names if name.casefold() not in ids}
        made = self.recorder.insert_values(Tag, ("name", "colour"), [(name, "grey") for name in missing.values()])
        return ids | dict(zip(missing, made, strict=True))

    def _write_notes(self, by_id: Mapping[int, PersonPlan]) -> None:
        names = (
            "customer_id", "author_id", "author_name", "topic", "outcome", "text", "next_step", "next_step_on",
            "created_at",
        )  # fmt: skip
        actor = self.actor
        rows = [
            (one, actor.staff_id, actor.name[:150], "", "", plan.note, "", None, self.now)
            for one, plan in by_id.items()
            if plan.note
        ]
        self.recorder.insert_values(CustomerNote, names, rows)
