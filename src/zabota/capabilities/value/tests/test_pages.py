"""The pages of value, through a browser's eyes: what stands on them, who may, how many queries."""

import csv
import re

import pytest
from django.test import Client

from zabota.capabilities.value import queries, services
from zabota.capabilities.value.contracts import Readiness
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.tests.conftest import NOW as CDNOW_END
from zabota.capabilities.value.tests.shelves import a_run
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Branch, Company, Staff
from zabota.foundation.listing.models import SavedView
from zabota.foundation.testing.cast import client_of

pytestmark = pytest.mark.django_db
PAGES = ("/value", "/value/customers", "/value/slipping")


@pytest.fixture
def run(company: Company) -> ValueRun:
    return a_run(count=260)


def names_on(page: str) -> list[str]:
    return re.findall(r"Покупатель \d{6}", page.rpartition("<tbody>")[2].partition("</tbody>")[0])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_before_the_first_computation_a_page_says_what_to_do(url: str, owner: Staff) -> None:
    assert "Bring orders" in text_of(client_of(owner), url)


def test_the_best_customer_stands_first(owner: Staff, run: ValueRun) -> None:
    assert names_on(text_of(client_of(owner), "/value/customers"))[:2] == ["Покупатель 000001", "Покупатель 000002"]


@pytest.mark.parametrize("sort", [*(f"-{name}" for name in queries.SORTS), "name", "alive", "silence"])
def test_scrolling_to_the_end_shows_everybody_once_in_order(sort: str, owner: Staff, run: ValueRun) -> None:
    client, url, seen = client_of(owner), f"/value/customers?sort={sort}", list[str]()
    while url:
        page = text_of(client, url)
        seen += names_on(page)
        more = re.search(r'hx-get="(\?[^"]*)"', page)
        url = "/value/customers" + more[1].replace("&amp;", "&") if more else ""
    column = queries.SORTS[sort.removeprefix("-")]
    by_name = dict(CustomerValue.objects.filter(run=run, horizon_months=12).values_list("name", column))
    assert len(seen) == len(set(seen)) == 260
    values = [by_name[name] for name in seen]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known, "those without a value come last"
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_a_filter_narrows_the_list_its_totals_and_its_file(owner: Staff, run: ValueRun) -> None:
    client = client_of(owner)
    page = text_of(client, "/value/customers?decile=2&slipping=1")
    expected = list(
        CustomerValue.objects.filter(run=run, horizon_months=12, decile=2, is_slipping=True)
        .order_by("-margin_minor").values_list("name", flat=True)
    )  # fmt: skip
    assert names_on(page) == expected
    file = client.get("/value/customers?decile=2&slipping=1&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in file[1:]] == expected


def test_a_workbook_opens_with_the_same_rows(owner: Staff, run: ValueRun) -> None:
    import io

    import openpyxl

    content = client_of(owner).get("/value/customers?decile=1&format=xlsx").getvalue()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert len(rows) == 27
    assert rows[1][0] == "Покупатель 000001"


def test_the_horizon_changes_what_is_expected_and_not_what_was(owner: Staff, run: ValueRun) -> None:
    six, two_years = (
        client_of(owner).get(f"/api/v1/customers/value?horizon_months={months}").status_code for months in (6, 24)
    )
    assert six == two_years == 401, "the API takes keys, not sessions"
    totals = {
        months: queries.totals_of(SYSTEM, run=run, horizon_months=months, wanted=queries.ValueFilter()).sums
        for months in (6, 24)
    }
    assert totals[6]["margin_minor"] == totals[24]["margin_minor"]
    assert totals[6]["expected_margin_minor"] < totals[24]["expected_margin_minor"]


# The overview also asks, in six queries, which of the first steps are done.
@pytest.mark.parametrize(("url", "most"), [("/value", 14), ("/value/customers", 9), ("/value/slipping", 14)])
def test_pages_ask_a_bounded_number_of_queries(
    url: str, most: int, owner: Staff, run: ValueRun, django_assert_max_num_queries
) -> None:
    client = client_of(owner)
    text_of(client, url)
    with django_assert_max_num_queries(most):
        text_of(client, url)


def test_a_thin_history_shows_ranges_and_no_figure_between(owner: Staff, company: Company) -> None:
    run = a_run(count=60, readiness=Readiness.THIN)
    run.reasons = [{"code": "repeat_customers", "present": 38, "needed": 50}]
    run.save()
    page = text_of(client_of(owner), "/value/customers")
    assert "12 more repeat customers" in page
    row = page.partition("Покупатель 000001")[2].partition("</tr>")[0]
    assert "₽0 to ₽59" in row
    assert "₽6" not in row, "the expected margin itself"
    assert "Still a customer" not in page.rpartition("<tbody>")[0].rpartition("<thead>")[2]
    file = client_of(owner).get("/value/customers?format=csv").getvalue().decode("utf-8-sig").splitlines()
    best = next(csv.DictReader(file))
    assert (best["Expected margin"], best["Expected margin, low"], best["Expected margin, high"]) == (
        "",
        "0.00",
        "59.00",
    )


def test_a_refused_history_shows_only_what_was_and_what_is_missing(owner: Staff, company: Company) -> None:
    run = a_run(count=20, readiness=Readiness.REFUSED)
    run.reasons = [{"code": "repeat_customers", "present": 3, "needed": 50}]
    run.save()
    for url in PAGES:
        page = text_of(client_of(owner), url)
        assert "7 more repeat customers, and we shall show a forecast." in page
        assert "Expected margin<" not in page.partition("<tbody>")[0]


def test_columns_and_filters_are_kept_in_a_view_for_colleagues(owner: Staff, analyst: Staff, run: ValueRun) -> None:
    client = client_of(owner)
    kept = {"page": "value:customers", "name": "Best", "is_shared": "1", "query": "decile=1&col=revenue&after=abc"}
    assert client.post("/views/save", kept).status_code == 302
    view = SavedView.objects.get()
    assert view.query == "decile=1&col=revenue"
    assert view.url.replace("&", "&amp;") in text_of(client_of(analyst), "/value/customers")
    shown = text_of(client_of(analyst), view.url)
    assert "Revenue" in shown.partition("<tbody>")[0]
    assert len(names_on(shown)) == 26


def test_a_private_view_is_nobody_elses(owner: Staff, manager: Staff, run: ValueRun) -> None:
    client_of(owner).post("/views/save", {"page": "value:customers", "name": "Mine", "query": "decile=1"})
    view = SavedView.objects.get()
    assert "Mine" not in text_of(client_of(manager), "/value/customers")
    assert client_of(manager).post(f"/views/{view.pk}/forget").status_code == 404
    assert client_of(owner).post(f"/views/{view.pk}/forget").status_code == 302
    assert not SavedView.objects.exists()


def test_a_mangled_address_is_an_ordinary_page(owner: Staff, run: ValueRun) -> None:
    for query in ("after=%%%", "sort=password", "decile=99&h=7&orders=-1", "since=2026-99-99", "col=nothing",
                  "after=WyJ4IiwgMV0", "after=WzEyLCAiYSJd"):  # fmt: skip
        assert client_of(owner).get(f"/value/customers?{query}").status_code == 200, query


def test_a_manager_of_a_branch_sees_its_customers_only(manager: Staff, run: ValueRun) -> None:
    north = Branch.objects.create(name="North")
    Staff.objects.filter(pk=manager.pk).update(branch=north)
    manager.refresh_from_db()
    from zabota.capabilities.customers.models import Customer

    Customer.objects.filter(pk=7).update(branch=north)
    client = client_of(manager)
    assert names_on(text_of(client, "/value/customers")) == ["Покупатель 000007"]
    assert client.get("/customers/8").status_code == 404


def test_slipping_customers_are_ranked_by_exposure_and_those_gone_stand_apart(owner: Staff, run: ValueRun) -> None:
    rows = CustomerValue.objects.filter(run=run, horizon_months=12, is_slipping=True).order_by("-exposure_minor", "-id")
    slipping = [row.name for row in rows if row.alive_probability is not None and row.alive_probability >= 0.1]
    page = text_of(client_of(owner), "/value/slipping")
    assert names_on(page) == slipping[: queries.PAGE_ROWS]
    assert "not a saving" in page
    gone = names_on(text_of(client_of(owner), "/value/slipping?view=gone"))
    assert gone == [row.name for row in rows if row.alive_probability is not None and row.alive_probability < 0.1]


def test_an_agent_sees_the_customer_without_what_he_is_worth(agent: Staff, owner: Staff, run: ValueRun) -> None:
    url = "/customers/3"
    assert "Lifetime value" in text_of(client_of(owner), url)
    page = text_of(client_of(agent), url)
    assert "+79160000003" in page
    assert "Lifetime value" not in page
    assert not re.search(r"\bplace\b", page.partition("<main")[2].partition("</main>")[0])


def test_from_orders_to_pages(owner: Staff, shop: int) -> None:
    """The whole way on real purchases: recompute, then every page answers with the figures of the run."""
    run = services.recompute_value(actor=SYSTEM, now=CDNOW_END)
    client = client_of(owner)
    best = CustomerValue.objects.filter(run=run, horizon_months=12).order_by("-margin_minor")[0]
    assert best.name in text_of(client, "/value")
    assert f'href="/customers/{best.customer_id}"' in text_of(client, "/value/customers")
    page = text_of(client, f"/customers/{best.customer_id}")
    assert "1 of 600" in page
    assert [look["code"] for look in run.review["looks"]] == ["month", "quarter"], "18 months are no two years"
    month = next(look for look in run.review["looks"] if look["code"] == "month")
    assert (month["start_on"], month["end_on"]) == ("1998-06-01", "1998-07-01")
    assert (month["against_start_on"], month["against_end_on"]) == ("1997-06-01", "1997-07-01")
    found = client.get("/search", {"q": best.name}).content.decode()
    assert f"/customers/{best.customer_id}" in found
