"""The pages of the audit: who may see them, what they say, how they are chosen and taken home."""

import io
import time

import openpyxl
import pytest
from django.urls import reverse

from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.capabilities.value.analysis import AuditChoice, Lens
from zabota.capabilities.value.audit_queries import find_audit
from zabota.foundation.identity.models import Branch
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.warehouse import services as warehouse

pytestmark = pytest.mark.django_db
LENSES = [lens.value for lens in Lens]


@pytest.fixture
def seen_shop(shop, warehouse_folder, owner):
    warehouse.refresh()
    return client_of(owner)


def chapter_url(lens: str) -> str:
    return reverse("value:audit_chapter", args=[lens])


def test_an_empty_company_is_led_to_the_import(company, warehouse_folder, owner):
    for url in (reverse("value:audit"), chapter_url("cohorts")):
        page = client_of(owner).get(url)
        assert page.status_code == 200
        assert reverse("sales:import_new") in page.content.decode()


def test_the_opening_page_tells_the_totals_and_leads_to_every_chapter(seen_shop, shop):
    page = seen_shop.get(reverse("value:audit")).content.decode()
    assert f"{shop:,}" in page
    for lens in LENSES:
        assert chapter_url(lens) in page
    assert "all hold to the last unit" in page


@pytest.mark.parametrize("lens", [lens for lens in LENSES if lens not in ("cohorts", "products")])
def test_each_chapter_has_findings_pictures_tables_and_the_way_it_was_computed(seen_shop, lens):
    page = seen_shop.get(chapter_url(lens)).content.decode()
    assert page.count("<svg xmlns") >= 3
    assert page.count("<table") >= 4
    assert "How it was computed" in page
    assert "Checked to the last unit" in page


def test_a_chapter_without_enough_history_says_what_is_missing(seen_shop):
    page = seen_shop.get(chapter_url("cohorts")).content.decode()
    assert "All customers were won in one and the same period" in page
    assert "How it was computed" not in page


@pytest.fixture
def shelves(shop) -> int:
    """Two lines in each order, of four products in two categories; a rouble of each order is on no line."""
    goods = [
        Product(id=n, sku=f"a{n}", name="<b>Cup</b>" if n > 2 else f"Tea {n}", category="Tea" if n < 3 else "Cups")
        for n in (1, 2, 3, 4)
    ]
    Product.objects.bulk_create(goods)
    lines = []
    for at, order in enumerate(Order.objects.order_by("pk"), start=1):
        for position in (1, 2):
            product = goods[(at + position * order.customer_id) % 4]
            half = (order.amount_minor - 100) // 2
            lines.append(OrderLine(order=order, product=product, position=position, quantity_milli=1000,
                                   amount_minor=half, cost_minor=half * 2 // 3))  # fmt: skip
    OrderLine.objects.bulk_create(lines, batch_size=2000)
    return len(lines)


def test_products_without_lines_say_what_is_missing(seen_shop):
    page = seen_shop.get(chapter_url("products")).content.decode()
    assert "The orders name no products" in page
    assert "How it was computed" not in page


def test_products_are_shown_with_what_they_bring_and_where_customers_begin(shelves, seen_shop, owner):
    page = seen_shop.get(chapter_url("products")).content.decode()
    assert "How it was computed" in page
    assert page.count("<svg xmlns") >= 4
    for words in ("“Tea” brings", "What customers begin with", "not named", "What the same customers buy"):
        assert words in page
    answer = find_audit(actor_of(owner), AuditChoice())
    found = answer.audit.chapter(Lens.PRODUCTS).result
    assert found.identities_hold
    assert found.totals.revenue_minor == answer.audit.frame.revenue_minor
    assert found.totals.customers == answer.audit.frame.customers
    assert {"Tea", "Cups"} <= set(found.names)


def test_products_of_one_name_are_told_apart_and_names_cannot_write_html(shelves, seen_shop, owner):
    Product.objects.update(category="")
    warehouse.refresh()
    page = seen_shop.get(chapter_url("products")).content.decode()
    assert "&lt;b&gt;Cup&lt;/b&gt; · a3" in page
    assert "<b>Cup" not in page
    names = find_audit(actor_of(owner), AuditChoice()).audit.chapter(Lens.PRODUCTS).result.names
    assert {"Tea 1", "Tea 2", "<b>Cup</b> · a3", "<b>Cup</b> · a4"} <= set(names)


def test_products_of_a_branch_are_its_own(shelves, seen_shop, manager):
    north = Branch.objects.create(name="North")
    chosen = list(Order.objects.order_by("customer_id").values_list("pk", flat=True)[:400])
    Order.objects.filter(pk__in=chosen).update(branch=north)
    manager.branch = north
    manager.save()
    warehouse.refresh()
    assert find_audit(actor_of(manager), AuditChoice()).audit.chapter(Lens.PRODUCTS).result.totals.orders == 400


@pytest.mark.parametrize("lens", LENSES)
def test_a_chapter_asks_the_database_little_however_many_customers(seen_shop, lens, django_assert_max_num_queries):
    seen_shop.get(chapter_url(lens))
    with django_assert_max_num_queries(6):
        seen_shop.get(chapter_url(lens))


def test_the_second_look_is_taken_from_what_was_kept(shop, warehouse_folder, owner):
    warehouse.refresh()
    actor = actor_of(owner)
    first = find_audit(actor, AuditChoice())
    started = time.perf_counter()
    second = find_audit(actor, AuditChoice())
    assert time.perf_counter() - started < 0.2
    assert first is not None and second is not None
    assert second.audit.frame == first.audit.frame
    assert second.audit.chapters[0].result.findings == first.audit.chapters[0].result.findings


def test_new_orders_are_seen_after_the_next_snapshot(shop, warehouse_folder, owner):
    warehouse.refresh()
    before = find_audit(actor_of(owner), AuditChoice()).audit.frame
    Order.objects.filter(pk=Order.objects.order_by("pk").first().pk).delete()
    warehouse.refresh()
    assert find_audit(actor_of(owner), AuditChoice()).audit.frame.orders == before.orders - 1


def test_periods_are_chosen_in_the_address(seen_shop):
    page = seen_shop.get(chapter_url("two-periods"), {"grain": "month", "after": "1998-02", "before": "1998-01"})
    assert "February 1998 against January 1998" in page.content.decode()


@pytest.mark.parametrize(
    "choice",
    [
        {"grain": "month", "after": "1998-Q1"},
        {"grain": "quarter", "cohort_grain": "month"},
        {"after": "2050-Q1", "before": "<script>"},
        {"grain": "decade", "cohort": "yesterday"},
        {"before": "1998-Q1", "after": "1997-Q2"},
    ],
)
@pytest.mark.parametrize("lens", LENSES)
def test_an_impossible_choice_falls_back_to_the_usual_one(seen_shop, lens, choice):
    page = seen_shop.get(chapter_url(lens), choice)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().replace("<script src", "")


def test_a_manager_of_a_branch_sees_only_its_orders(shop, warehouse_folder, manager, owner):
    north = Branch.objects.create(name="North")
    chosen = list(Order.objects.order_by("customer_id").values_list("pk", flat=True)[:400])
    Order.objects.filter(pk__in=chosen).update(branch=north)
    manager.branch = north
    manager.save()
    warehouse.refresh()
    assert find_audit(actor_of(manager), AuditChoice()).audit.frame.orders == 400
    assert find_audit(actor_of(owner), AuditChoice()).audit.frame.orders == shop


def test_a_stranger_and_an_agent_cannot_see_the_audit(shop, warehouse_folder, agent, stranger):
    warehouse.refresh()
    for url in (
        reverse("value:audit"),
        chapter_url("cohorts"),
        reverse("value:audit_table", args=["cohorts", "sizes"]),
    ):
        assert client_of(agent).get(url).status_code == 403
        assert stranger.get(url).status_code == 302


def test_a_table_goes_home_as_csv_and_as_a_workbook(seen_shop):
    url = reverse("value:audit_table", args=["one-period", "deciles_by_customers"])
    text = b"".join(seen_shop.get(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Tenth,Customers,Orders,Revenue")
    assert len(text.splitlines()) == 11
    book = openpyxl.load_workbook(io.BytesIO(b"".join(seen_shop.get(url, {"format": "xlsx"}).streaming_content)))
    assert book.worksheets[0].max_row == 11


def test_a_chapter_goes_home_as_one_workbook(seen_shop):
    url = reverse("value:audit_table", args=["whole-base", "all"])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(seen_shop.get(url, {"format": "xlsx"}).streaming_content)))
    assert len(book.worksheets) > 5


def test_what_does_not_exist_is_not_found(seen_shop):
    assert seen_shop.get(chapter_url("sixth-lens")).status_code == 404
    assert seen_shop.get(reverse("value:audit_table", args=["one-period", "no-such"])).status_code == 404


def test_the_pages_speak_russian(seen_shop, owner):
    owner.language = "ru"
    owner.save()
    seen_shop.cookies["django_language"] = "ru"
    page = seen_shop.get(chapter_url("one-period"), headers={"accept-language": "ru"}).content.decode()
    assert "Насколько разные у нас клиенты" in page
    assert "What to do" not in page
