"""However files that add and update people, edits by hand and undos follow each other: taken back, it never was."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, MatchBy, WhenFound
from zabota.capabilities.customers.models import ContactPoint, Customer
from zabota.capabilities.people_files.contracts import Choices
from zabota.capabilities.people_files.tests.importing import NOW, everything, imported, undone
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo import services as undo

NAMES = ("Анна Ким", "Пётр Орлов", "Вера Лис", "")
PHONES = ("+79160000001", "+79160000002", "+79160000003", "")
EMAILS = ("a@b.example", "c@d.example", "")
DAYS = ("", "03.05.1985", "04.06", "30.02.1990")
TAGS = ("", "лён", "лён, опт")
CITIES = ("", "Тверь", "Казань")
ROWS = st.lists(
    st.tuples(*(st.sampled_from(values) for values in (NAMES, PHONES, EMAILS, DAYS, TAGS, CITIES, ("", "Любит лён")))),
    min_size=1, max_size=4,
)  # fmt: skip
FILES = st.tuples(ROWS, st.sampled_from(WhenFound), st.sampled_from([MatchBy.USUAL, MatchBy.PHONE, MatchBy.NAME_PHONE]))
EDITS = st.tuples(st.integers(0, 9), st.sampled_from(CITIES), st.sampled_from(PHONES))
STEPS = st.lists(st.one_of(FILES, EDITS), min_size=1, max_size=4)


def csv_of(rows: list[tuple[str, ...]], *, first_code: int) -> str:
    lines = ["ID;Имя;Телефон;Почта;ДР;Метки;Город;Комментарий"]
    return (
        "\n".join([*lines, *(";".join((str(first_code + place % 2), *row)) for place, row in enumerate(rows))]) + "\n"
    )


def bring(actor: Actor, rows: list[tuple[str, ...]], when_found: WhenFound, match_by: MatchBy) -> ImportRun | None:
    """None where no row could be taken."""
    try:
        with transaction.atomic():
            return imported(
                actor, csv_of(rows, first_code=1), choices=Choices(when_found=when_found, match_by=match_by)
            )
    except AssertionError:
        return None


def edit(actor: Actor, place: int, city: str, phone: str) -> int | None:
    here = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    if not here:
        return None
    contacts = [ContactDraft(kind="phone", value=phone)] if phone else []
    change = CustomerChange(fields={"city": city}, contacts=contacts)
    saved = customers.change_customer(actor, customer_id=here[place % len(here)], change=change, now=NOW)
    return saved.change_id if saved.changed else None


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_imports_with_updates_and_edits_taken_back_in_turn_leave_everything_as_it_was(owner: Staff, steps):
    actor = actor_of(owner)
    with transaction.atomic():
        known = CustomerChange(
            fields={"name": "Анна Ким", "city": "Пермь"}, contacts=[ContactDraft(kind="phone", value=PHONES[0])]
        )
        customers.create_customer(actor, told=known, now=NOW - timedelta(days=1))
        states, undos = [everything()], []
        for step in steps:
            if isinstance(step[0], list):
                run = bring(actor, *step)
                undos += [("import", run)] if run else []
            else:
                change_id = edit(actor, *step)
                undos += [("change", change_id)] if change_id else []
            if len(undos) == len(states):
                states.append(everything())
        for (kind, what), before in zip(reversed(undos), reversed(states[:-1]), strict=True):
            if kind == "import":
                undone(actor, what)
            else:
                undo.take_back(actor, change_id=what, now=NOW)
            assert people_of(everything()) == people_of(before)
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=st.lists(FILES, min_size=1, max_size=3), edits=st.lists(EDITS, max_size=3), order=st.randoms())
def test_imports_taken_back_in_any_order_keep_what_people_wrote(owner: Staff, files, edits, order):
    """Nobody who was there before is lost, nothing is shared, and what was edited by hand stays."""
    actor = actor_of(owner)
    with transaction.atomic():
        told = CustomerChange(
            fields={"name": "Анна Ким", "city": "Пермь"}, contacts=[ContactDraft(kind="phone", value=PHONES[0])]
        )
        known = customers.create_customer(actor, told=told, now=NOW - timedelta(days=1)).customer
        runs = [run for one in files if (run := bring(actor, *one))]
        for one in edits:
            edit(actor, *one)
        edited = {row.pk: row.city for row in Customer.objects.filter(updated_at=NOW)}
        order.shuffle(runs)
        for run in runs:
            undone(actor, run)
        assert Customer.objects.filter(pk=known.pk).exists()
        if not edits:
            assert list(Customer.objects.values_list("name", "city")) == [("Анна Ким", "Пермь")]
            assert list(ContactPoint.objects.values_list("value", flat=True)) == [PHONES[0]]
        here = set(Customer.objects.values_list("pk", flat=True))
        assert {point.customer_id for point in ContactPoint.objects.all()} <= here
        assert edited.keys() >= here - {known.pk}, "whoever stays was touched by hand"
        transaction.set_rollback(True)


def people_of(tables: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Less the tags' words: an import that made a tag leaves the word for others."""
    return {label: rows for label, rows in tables.items() if label != "customers.Tag"}
