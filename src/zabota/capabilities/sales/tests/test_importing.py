"""A file goes into the database and out again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zabota.capabilities.customers.models import ContactPoint, Customer
from zabota.capabilities.sales import services
from zabota.capabilities.sales.contracts import Choices, ImportStateError, WhenChanged
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.capabilities.sales.tests.importing import checked, imported, revenue_minor, row_counts, undone
from zabota.foundation.audit.queries import verify_chain
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.importing import Mapping
from zabota.foundation.importing.models import ImportRun, SavedMapping
from zabota.foundation.importing.tabular_out import Sheet, write_workbook
from zabota.foundation.testing.cast import actor_of

LINES = (
    "Номер заказа;Дата;Код клиента;ФИО;Телефон;Магазин;Артикул;Товар;Кол-во;Цена;Закупочная цена\n"
    "1;01.03.2026 10:00;7;Анна Ким;+7 916 123-45-67;Центр;A;Чашка;2;500,00;200,00\n"
    "1;01.03.2026 10:00;7;Анна Ким;+7 916 123-45-67;Центр;B;Блюдце;1;300,00;100,00\n"
    "2;02.03.2026 11:00;8;Борис;;Север;A;Чашка;1;500,00;200,00\n"
    "3;03.03.2026 12:00;;;;Центр;A;Чашка;1;500,00;200,00\n"
    "В4;04.03.2026 12:00;7;Анна Ким;;Центр;A;Чашка;-1;500,00;200,00\n"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(manager: Staff) -> Actor:
    return actor_of(manager)


def test_a_file_becomes_customers_orders_lines_and_events(actor: Actor) -> None:
    run = imported(actor, LINES)
    assert run.status == "applied"
    assert row_counts() | {"identity.Branch": 2} == {
        "customers.Customer": 2, "customers.CustomerKey": 2, "customers.ContactPoint": 1, "sales.Product": 2,
        "sales.Order": 4, "sales.OrderLine": 5, "identity.Branch": 2, "importing.ImportChange": 0,
    }  # fmt: skip
    first = Order.objects.get(number="1")
    assert (first.amount_minor, first.cost_minor, first.margin_minor) == (130000, 50000, 80000)
    assert first.ordered_at.isoformat() == "2026-03-01T07:00:00+00:00"
    back = Order.objects.get(number="В4")
    assert (back.kind, back.amount_minor, back.returns_order) == ("return", -50000, first)
    assert Order.objects.get(number="3").customer is None
    anna = Customer.objects.get(name="Анна Ким")
    assert set(TimelineEvent.objects.filter(customer_id=anna.pk).values_list("kind", flat=True)) == {
        "sales.order_placed", "sales.order_returned",
    }  # fmt: skip
    assert verify_chain().intact


def test_an_uploaded_workbook_of_orders_is_read_with_its_dates_and_numbers(actor: Actor, tmp_path: Path) -> None:
    header = ["Номер заказа", "Дата", "Телефон", "Сумма"]
    rows = [["1", date(2026, 3, 1), "8 916 123-45-67", 1500.5], ["2", date(2026, 3, 2), "8 916 123-45-67", 99.5]]
    write_workbook(tmp_path / "orders.xlsx", [Sheet(name="Заказы", header=header, rows=rows)])
    imported(actor, (tmp_path / "orders.xlsx").read_bytes(), name="orders.xlsx")
    found = Order.objects.order_by("ordered_on").values_list("ordered_on", "amount_minor")
    assert list(found) == [(date(2026, 3, 1), 150_050), (date(2026, 3, 2), 9_950)]
    assert Customer.objects.get().contacts.get().value == "+79161234567"


def test_the_check_writes_nothing_and_tells_what_would_be_written(actor: Actor) -> None:
    before = row_counts()
    run = checked(actor, LINES)
    assert row_counts() == before
    assert (run.status, run.counts["plan"]["new_orders"], run.counts["plan"]["new_customers"]) == ("checked", 4, 2)
    assert run.counts["totals"][0]["revenue_minor"] == 130000 + 50000 + 50000 - 50000


def test_the_same_file_twice_changes_nothing(actor: Actor) -> None:
    imported(actor, LINES)
    before = row_counts(), revenue_minor(), TimelineEvent.objects.filter(customer_id__isnull=False).count()
    again = imported(actor, LINES)
    assert (row_counts(), revenue_minor(), TimelineEvent.objects.filter(customer_id__isnull=False).count()) == before
    assert again.counts["plan"]["same_orders"] == 4
    assert again.counts["written"] == {"customers_known": 2, "orders_same": 4}


def test_undo_leaves_the_database_as_it_was(actor: Actor) -> None:
    imported(actor, "order,date,customer_id,amount\n90,2026-01-01,7,10\n")
    before = row_counts(), revenue_minor(), set(Customer.objects.values_list("name", flat=True))
    run = imported(actor, LINES)
    assert Customer.objects.filter(name="Анна Ким").exists()
    assert undone(actor, run).status == "undone"
    assert (row_counts(), revenue_minor(), set(Customer.objects.values_list("name", flat=True))) == before
    assert not TimelineEvent.objects.filter(origin=f"import:{run.pk}").exists()


def test_an_undone_file_can_be_imported_anew(actor: Actor) -> None:
    undone(actor, imported(actor, LINES))
    imported(actor, LINES)
    assert Order.objects.count() == 4


def test_undo_keeps_customers_others_rely_on(actor: Actor) -> None:
    first = imported(actor, "order,date,customer_id,amount\n1,2026-01-01,7,10\n")
    imported(actor, "order,date,customer_id,amount\n2,2026-01-02,7,20\n")
    undone(actor, first)
    assert Order.objects.get().customer == Customer.objects.get()


@pytest.mark.parametrize("when", list(WhenChanged))
def test_a_changed_order_is_kept_or_replaced_as_chosen_and_undo_restores_it(actor: Actor, when: WhenChanged) -> None:
    imported(actor, LINES)
    before = row_counts(), revenue_minor(), list(OrderLine.objects.order_by("order_id", "position").values_list(
        "order__number", "product__sku", "amount_minor"))  # fmt: skip
    changed = LINES.replace("B;Блюдце;1;300,00", "C;Ваза;1;900,00")
    run = checked(actor, changed)
    assert list(run.counts["plan"]["changes"]) == [{"number": "1", "before_minor": 130000, "after_minor": 190000}]
    choices = services.folders.load(Choices, run.options)
    mapping = services.folders.load(Mapping, run.mapping)
    services.choose_columns(actor, run=run, mapping=mapping, choices=replace(choices, when_changed=when))
    run = services.check_import(run_id=run.pk)
    services.start_writing(actor, run=run)
    run = services.write_import(run_id=run.pk, now=run.created_at)
    amount = 190000 if when is WhenChanged.REPLACE else 130000
    assert Order.objects.get(number="1").amount_minor == amount
    undone(actor, run)
    after = row_counts(), revenue_minor(), list(OrderLine.objects.order_by("order_id", "position").values_list(
        "order__number", "product__sku", "amount_minor"))  # fmt: skip
    assert after == before


def test_a_return_in_a_later_file_finds_its_sale(actor: Actor) -> None:
    header = "number,date,customer_id,sku,qty,price\n"
    imported(actor, header + "1,2026-01-01,7,A,2,10\n2,2026-01-02,7,B,2,10\n")
    imported(actor, header + "C9,2026-02-01,7,A,-1,10\n10,2026-02-01,8,A,1,10\n11,2026-02-01,8,A,1,10\n")
    assert Order.objects.get(number="C9").returns_order == Order.objects.get(number="1")


def test_a_return_under_the_number_of_an_earlier_file_reduces_that_order(actor: Actor) -> None:
    imported(actor, "number,date,customer_id,amount\n1,2026-01-01,7,10\n")
    imported(actor, "number,date,customer_id,amount\n1,2026-02-01,7,-4\n")
    back = Order.objects.get(kind="return")
    assert (back.number, back.amount_minor, back.returns_order) == (
        "1/return/2026-02-01", -400, Order.objects.get(number="1"),
    )  # fmt: skip
    assert revenue_minor() == 600


def test_a_customer_known_by_phone_is_found_again_and_completed(actor: Actor) -> None:
    imported(actor, "date,phone,amount\n2026-01-01,89161234567,10\n")
    imported(actor, "date,customer_id,name,phone,email,amount\n2026-01-02,7,Анна,+79161234567,a@example.com,20\n")
    customer = Customer.objects.get()
    assert (customer.name, customer.orders.count(), customer.contacts.count()) == ("Анна", 2, 2)


def test_two_keys_with_one_phone_stay_two_people(actor: Actor) -> None:
    imported(actor, "date,customer_id,phone,amount\n2026-01-01,7,89161234567,10\n2026-01-01,8,89161234567,5\n")
    assert Customer.objects.count() == 2
    assert ContactPoint.objects.filter(value="+79161234567").count() == 2


def test_columns_confirmed_once_are_remembered(actor: Actor) -> None:
    text = "a,b,c\n2026-01-01,Anna,10\n"
    run = checked(actor, text)
    assert run.problem["code"] == "columns_missing"
    staged = services.folders.folder_of(run).load(services.reading.StagedFile)
    mapping = services.remembering.mapping_from_keys(
        staged, {"ordered": "c1", "customer_name": "c2", "amount": "c3"}, services.reading.ORDER_FIELDS
    )
    services.choose_columns(actor, run=run, mapping=mapping, choices=services.folders.load(Choices, run.options))
    run = services.check_import(run_id=run.pk)
    services.start_writing(actor, run=run)
    assert SavedMapping.objects.count() == 1
    assert checked(actor, "a,b,c\n2026-01-02,Anna,11\n").status == "checked"


def test_an_agent_cannot_import_or_undo(agent: Staff, actor: Actor) -> None:
    run = imported(actor, LINES)
    with pytest.raises(PermissionDeniedError):
        services.upload_orders(actor_of(agent), file_name="x.csv", chunks=[b"x"])
    with pytest.raises(PermissionDeniedError):
        services.start_undoing(actor_of(agent), run=run)


def test_an_import_is_written_once_however_often_it_is_begun(actor: Actor) -> None:
    run = imported(actor, LINES)
    with pytest.raises(ImportStateError):
        services.start_writing(actor, run=run)
    with pytest.raises(ImportStateError):
        services.discard_import(actor, run=run)
    undone(actor, run)
    with pytest.raises(ImportStateError):
        services.start_undoing(actor, run=run)


def test_a_discarded_upload_leaves_nothing(actor: Actor) -> None:
    run = checked(actor, LINES)
    root = services.folders.folder_of(run).root
    services.discard_import(actor, run=run)
    assert not root.exists()
    assert not ImportRun.objects.exists()
    assert not Branch.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), ("Дата;Сумма\n".encode(), "header_only"), (b"\x7fELF\x00\x01\x02" * 99, None)],
)
def test_a_broken_file_fails_with_its_reason(actor: Actor, content: bytes, code: str | None) -> None:
    run = checked(actor, content)
    assert run.status == "failed"
    assert code is None or run.problem["code"] == code


def test_a_cp1251_file_with_bad_rows_brings_in_the_good_ones(actor: Actor) -> None:
    rows = "".join(f"{n};0{1 + n % 9}.03.2026;{'много' if n % 3 == 0 else n * 10}\n" for n in range(1, 31))
    run = imported(actor, ("Номер;Дата;Сумма\n" + rows).encode("cp1251"))
    assert (run.counts["file"]["bad_rows"], Order.objects.count()) == (10, 20)
    assert revenue_minor() == sum(n * 1000 for n in range(1, 31) if n % 3)


def test_an_upload_above_the_limit_is_refused_and_gone(actor: Actor, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]
    with pytest.raises(services.folders.UploadTooLargeError):
        services.upload_orders(actor, file_name="x.csv", chunks=[b"12345", b"678901"])
    assert not ImportRun.objects.exists()


def test_the_choices_survive_the_database(actor: Actor) -> None:
    choices = Choices(source="till", when_changed=WhenChanged.REPLACE)
    run = services.upload_orders(actor, file_name="x.csv", chunks=[b"x"], choices=choices)
    assert services.folders.load(Choices, ImportRun.objects.get(pk=run.pk).options) == choices


def test_undo_leaves_what_a_person_wrote_since_in_a_cell_the_import_had_filled(actor: Actor) -> None:
    first = "date,customer_id,customer name,source,amount\n2026-01-05,K-1,,,100\n2026-01-05,K-2,,,100\n"
    imported(actor, first)
    run = imported(actor, first.replace("K-1,,,", "K-1,Anna,radio,").replace("K-2,,,", "K-2,Boris,radio,"))
    anna = Customer.objects.get(keys__key="K-1")
    Customer.objects.filter(pk=anna.pk).update(name="Anna Kim")
    undone(actor, run)
    named = dict(Customer.objects.values_list("keys__key", "name"))
    assert named == {"K-1": "Anna Kim", "K-2": ""}
    assert set(Customer.objects.values_list("acquisition_source", flat=True)) == {""}
