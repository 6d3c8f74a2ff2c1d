import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from django.db import connection, transaction

from zabota.foundation.identity.models import Company
from zabota.foundation.search.models import SearchEntry
from zabota.foundation.warehouse import marks, queries, registry, services, storage
from zabota.foundation.warehouse.contracts import SnapshotMissingError

PART = 1 << marks.PART_BITS
COLUMNS = ("kind", ("thing", "object_id"), "title", "subtitle", "weight", "updated_at")
NOON = datetime(2026, 5, 3, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def entries(db, warehouse_folder, monkeypatch):
    monkeypatch.setattr(registry, "_tables", {})
    registry.register_table("entries", SearchEntry, COLUMNS)


def make(pk, **more):
    fields = {"kind": "k", "object_id": pk, "title": f"Вещь {pk}", "url": "/", "search_text": "вещь", "permission": "p"}
    return SearchEntry(pk=pk, **{**fields, "updated_at": NOON, **more})


def add(*rows):
    SearchEntry.objects.bulk_create(rows)


def in_table():
    fields = ("id", "kind", "object_id", "title", "subtitle", "weight", "updated_at")
    rows = SearchEntry.objects.order_by("id").values_list(*fields)
    return [(*row[:-1], row[-1].replace(tzinfo=None)) for row in rows]


def in_snapshot(sql="SELECT * FROM entries ORDER BY id"):
    with queries.connect() as warehouse:
        return warehouse.execute(sql).fetchall()


def test_the_snapshot_equals_the_table_to_the_microsecond_and_the_letter():
    strange = 'a,"b"\n\r\n;\tё\\N'
    add(make(1), make(2, title="", subtitle=strange), make(3, weight=-5, updated_at=NOON - timedelta(days=9999)))
    services.refresh()
    assert in_snapshot() == in_table()


def test_an_empty_table_is_a_view_with_its_columns():
    services.refresh()
    assert in_snapshot() == []
    assert [row[0] for row in in_snapshot("DESCRIBE entries")] == [
        "id", "kind", "thing", "title", "subtitle", "weight", "updated_at",
    ]  # fmt: skip


def test_yes_and_no_and_nothing_stay_what_they_are(company):
    Company.objects.create(pk=2, name="Вторая", has_demo_data=True)
    registry.register_table("companies", Company, ("name", "has_demo_data"))
    services.refresh()
    assert in_snapshot("SELECT id, has_demo_data FROM companies ORDER BY id") == [(1, False), (2, True)]


def test_only_the_changed_part_is_written_again():
    add(make(1), make(PART), make(2 * PART))
    assert services.refresh()["entries"].parts_written == 3
    files = {number: part.file for number, part in storage.read_manifest()["entries"].parts.items()}
    assert services.refresh()["entries"].parts_written == 0
    SearchEntry.objects.filter(pk=PART).update(title="Другая")
    done = services.refresh()["entries"]
    assert (done.parts_written, done.parts_kept) == (1, 2)
    after = {number: part.file for number, part in storage.read_manifest()["entries"].parts.items()}
    assert (after[0], after[2]) == (files[0], files[2])
    assert in_snapshot() == in_table()


def test_a_change_made_by_bare_sql_is_noticed():
    add(make(1), make(2))
    services.refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_searchentry SET weight = weight + 1 WHERE id = 1")
    services.refresh()
    assert in_snapshot() == in_table()


def test_a_row_replaced_by_another_with_the_same_numbers_is_noticed():
    add(make(1, weight=3), make(2, weight=4))
    services.refresh()
    SearchEntry.objects.filter(pk=1).update(weight=4)
    SearchEntry.objects.filter(pk=2).update(weight=3)
    services.refresh()
    assert in_snapshot() == in_table()


def test_a_part_whose_rows_are_all_gone_is_dropped():
    add(make(1), make(PART))
    services.refresh()
    SearchEntry.objects.filter(pk=PART).delete()
    assert services.refresh()["entries"].parts_dropped == 1
    assert in_snapshot() == in_table()


def test_a_changed_list_of_columns_rewrites_the_table():
    add(make(1))
    services.refresh()
    registry.register_table("entries", SearchEntry, ("title",))
    services.refresh()
    assert in_snapshot() == [(1, "Вещь 1")]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_snapshot_equals_the_table(seed):
    chance = random.Random(seed)
    for _round in range(6):
        for _change in range(chance.randint(0, 5)):
            _change_something(chance)
        services.refresh()
        assert in_snapshot() == in_table()


def _change_something(chance):
    known = list(SearchEntry.objects.values_list("pk", flat=True))
    what = chance.choice(["add", "add", "update", "delete", "undone"])
    if what == "add":
        new = {chance.randrange(1, 3 * PART) for _ in range(chance.randint(1, 40))} - set(known)
        add(*(make(pk, weight=chance.randint(-9, 9), subtitle=chance.choice(["", "ё", "a,b"])) for pk in new))
    elif what == "update" and known:
        SearchEntry.objects.filter(pk__in=chance.sample(known, min(9, len(known)))).update(weight=chance.randint(0, 99))
    elif what == "delete" and known:
        SearchEntry.objects.filter(pk__in=chance.sample(known, chance.randint(1, len(known)))).delete()
    else:
        with transaction.atomic():
            SearchEntry.objects.all().update(weight=7)
            transaction.set_rollback(True)


def test_a_reader_keeps_its_snapshot_while_a_new_one_is_made():
    add(make(1))
    services.refresh()
    with queries.connect() as warehouse:
        SearchEntry.objects.all().update(title="Новая")
        services.refresh()
        assert warehouse.execute("SELECT title FROM entries").fetchall() == [("Вещь 1",)]
    assert in_snapshot("SELECT title FROM entries") == [("Новая",)]


def test_files_nobody_needs_are_removed_after_a_while(monkeypatch, warehouse_folder):
    add(make(1))
    services.refresh()
    SearchEntry.objects.all().update(title="Новая")
    services.refresh()
    assert len(list(warehouse_folder.glob("*.parquet"))) == 3
    monkeypatch.setattr(storage, "KEEP_UNUSED_SECONDS", -1)
    services.refresh()
    assert len(list(warehouse_folder.glob("*.parquet"))) == 2
    assert in_snapshot() == in_table()


def test_before_the_first_refresh_there_is_nothing_to_read():
    with pytest.raises(SnapshotMissingError):
        queries.connect()
    assert queries.refreshed_at() is None


def test_the_reader_counts_time_in_utc_and_reads_no_other_file(tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    services.refresh()
    with queries.connect() as warehouse:
        assert warehouse.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        with pytest.raises(duckdb.PermissionException):
            warehouse.execute(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')").fetchall()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has triggers here")
def test_what_happened_while_the_triggers_were_missing_is_read_too():
    add(make(1))
    services.refresh()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER warehouse_entries_update")
        cursor.execute("UPDATE search_searchentry SET weight = 77")
    services.refresh()
    assert in_snapshot() == in_table()
