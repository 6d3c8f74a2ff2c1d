import pytest
from django.db import DatabaseError, connection, transaction

from zabota.foundation.audit import immutability, queries, services
from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.identity.contracts import SYSTEM


def write_deeds(count: int) -> list[AuditEntry]:
    return [
        services.record(
            actor=SYSTEM, action="shop.renamed", object_kind="shop", object_id=number,
            before={"name": "Лён", "rate": 1.50}, after={"name": f"Лён {number}", "rate": 2e-7},
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.fixture
def unprotected(db):
    """A forger who has dropped the triggers."""
    immutability.unprotect(connection)
    yield
    immutability.protect(connection)


@pytest.mark.django_db
def test_an_empty_log_is_intact():
    assert queries.verify_chain().intact


@pytest.mark.django_db
def test_a_log_of_deeds_is_intact():
    write_deeds(5)
    check = queries.verify_chain()
    assert (check.intact, check.entries) == (True, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("forge", [
    lambda rows: rows.update(summary="nothing happened"),
    lambda rows: rows.delete(),
])  # fmt: skip
def test_the_database_refuses_to_change_a_deed(forge):
    write_deeds(3)
    with pytest.raises(DatabaseError, match="the audit log cannot be changed"), transaction.atomic():
        forge(AuditEntry.objects.all())


@pytest.mark.parametrize("field", ["summary", "after_json", "actor_name", "object_id", "recorded_at"])
def test_an_altered_deed_is_found(unprotected, field):
    second = write_deeds(4)[1]
    value = second.recorded_at.replace(year=2001) if field == "recorded_at" else "forged"
    AuditEntry.objects.filter(pk=second.pk).update(**{field: value})
    broken = queries.verify_chain().broken
    assert (broken.what, broken.entry_id) == ("altered", second.pk)


def test_a_deed_taken_out_of_the_middle_is_found(unprotected):
    entries = write_deeds(4)
    AuditEntry.objects.filter(pk=entries[1].pk).delete()
    broken = queries.verify_chain().broken
    assert (broken.what, broken.entry_id) == ("missing", entries[2].pk)


def test_a_cut_tail_is_found(unprotected):
    entries = write_deeds(4)
    AuditEntry.objects.filter(pk=entries[3].pk).delete()
    assert queries.verify_chain().broken.what == "tail"


@pytest.mark.django_db
def test_a_deed_is_undone_with_the_work_it_belongs_to():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_deeds(1)
        raise ZeroDivisionError
    write_deeds(1)
    check = queries.verify_chain()
    assert (check.intact, check.entries) == (True, 1)
