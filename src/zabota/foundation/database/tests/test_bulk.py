from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from zabota.foundation.database.bulk import insert_rows, reserve_ids
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.models import Branch

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_reserved_ids_are_never_given_again() -> None:
    first = Branch.objects.create(name="first").pk
    reserved = list(reserve_ids(Branch, 3))
    insert_rows(Branch, ["id", "name", "created_at"], [(reserved[0], "second", MOMENT)])
    assert next(iter(reserve_ids(Branch, 1))) > reserved[-1] > reserved[0] > first
    assert Branch.objects.create(name="third").pk > reserved[-1]


def test_rows_read_back_as_the_orm_would_have_written_them() -> None:
    names = ["id", "kind", "subject", "origin", "occurred_at", "recorded_at", "actor_kind", "actor_name", "data"]
    (row_id,) = reserve_ids(TimelineEvent, 1)
    insert_rows(TimelineEvent, names, [(row_id, "k", "", "", MOMENT, MOMENT, "system", "Забота", {"сумма": 1})])
    event = TimelineEvent.objects.get(pk=row_id)
    assert (event.occurred_at, event.data, event.customer_id) == (MOMENT, {"сумма": 1}, None)
    assert TimelineEvent.objects.filter(occurred_at__gte=MOMENT, occurred_at__date=date(2026, 3, 1)).exists()


def test_a_repeated_key_is_refused_whole() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Branch, ["id", "name", "created_at"], [(901, "a", MOMENT), (902, "a", MOMENT)])
    assert not Branch.objects.filter(name="a").exists()
