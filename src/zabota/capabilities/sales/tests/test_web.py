"""The wizard, the list and the history, as a browser without JavaScript sees them."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zabota.capabilities.sales import jobs
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.tests.importing import imported
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.testing.cast import actor_of, client_of

FILE = ("Номер;Дата;Клиент;Сумма\n1;01.03.2026;Анна;100,50\n2;02.03.2026;Борис;много\n3;03.03.2026;;30,00\n").encode()
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(manager: Staff) -> Client:
    return client_of(manager)


def send(browser: Client, content: bytes = FILE, name: str = "март.csv") -> ImportRun:
    answer = browser.post(reverse("sales:import_new"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    return ImportRun.objects.latest("id")


def confirm(browser: Client, run: ImportRun, **changes: str) -> None:
    """Send the second step as it is shown."""
    page = browser.get(reverse("sales:import_columns", args=[run.pk]))
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form} | changes
    browser.post(reverse("sales:import_columns", args=[run.pk]), data)


def test_a_file_goes_from_the_upload_to_the_result_and_back(browser: Client) -> None:
    run = send(browser)
    page = browser.get(reverse("sales:import_columns", args=[run.pk])).content.decode()
    assert "<mark" in page and "много" in page
    confirm(browser, run)
    check = browser.get(reverse("sales:import_check", args=[run.pk]))
    assert check.status_code == 200
    assert not Order.objects.exists()
    rejected = b"".join(browser.get(reverse("sales:import_rejected", args=[run.pk])).streaming_content).decode()
    assert "много" in rejected and "Анна" not in rejected
    browser.post(reverse("sales:import_check", args=[run.pk]))
    waiting = browser.get(reverse("sales:import_result", args=[run.pk]))
    assert "hx-get" in waiting.content.decode()
    jobs.write_import(run_id=run.pk)
    moving = browser.get(reverse("sales:import_progress", args=[run.pk]))
    assert moving["HX-Redirect"] == reverse("sales:import_result", args=[run.pk])
    assert browser.get(reverse("sales:import_result", args=[run.pk])).status_code == 200
    assert Order.objects.count() == 2
    browser.post(reverse("sales:import_undo", args=[run.pk]))
    jobs.take_back_import(run_id=run.pk)
    assert not Order.objects.exists()
    assert browser.get(reverse("sales:import_result", args=[run.pk])).status_code == 200


def test_the_columns_are_corrected_by_hand(browser: Client) -> None:
    run = send(browser, b"when,what,much\n2026-01-01,Anna,10\n2026-01-02,Boris,20\n")
    confirm(browser, run, **{"column-c1": "ordered", "column-c2": "customer_name", "column-c3": "amount"})
    run.refresh_from_db()
    assert (run.status, run.counts["file"]["customers"]) == ("checked", 2)


def test_one_field_for_two_columns_is_refused_at_the_column(browser: Client) -> None:
    run = send(browser)
    url = reverse("sales:import_columns", args=[run.pk])
    form = browser.get(url).context["form"]
    data = {field.html_name: field.value() or "" for field in form} | {"column-c1": "amount"}
    answer = browser.post(url, data)
    assert answer.status_code == 422
    assert "Two columns cannot both be this" in answer.content.decode()


def test_dates_written_the_american_way_are_read_so_when_told(browser: Client) -> None:
    run = send(browser, b"date,amount\n03/04/2026,10\n05/06/2026,20\n")
    confirm(browser, run, date_order="mdy")
    run.refresh_from_db()
    assert (run.counts["first_on"], run.counts["last_on"]) == ("2026-03-04", "2026-05-06")


def test_several_currencies_come_back_as_a_question(browser: Client) -> None:
    run = send(browser, b"date,amount,currency\n2026-01-01,10,EUR\n2026-01-02,20,USD\n")
    confirm(browser, run)
    page = browser.get(reverse("sales:import_check", args=[run.pk]), follow=True).content.decode()
    assert "EUR, USD" in page
    confirm(browser, run, currency="USD")
    run.refresh_from_db()
    assert (run.status, run.counts["file"]["other_currency_rows"]) == ("checked", 1)


def test_a_file_that_is_no_table_says_so(browser: Client) -> None:
    run = send(browser, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, name="orders.csv")
    page = browser.get(reverse("sales:import_columns", args=[run.pk]))
    assert page.status_code == 422
    assert "not a table" in page.content.decode()


def test_no_file_is_no_crash(browser: Client) -> None:
    assert browser.post(reverse("sales:import_new"), {}).status_code == 422


def test_an_upload_above_the_limit_is_refused_by_its_length(browser: Client, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1000  # type: ignore[attr-defined]
    big = SimpleUploadedFile("x.csv", b"x" * 200_000)
    assert browser.post(reverse("sales:import_new"), {"file": big}).status_code == 413
    assert not ImportRun.objects.exists()


def test_an_agent_sees_orders_but_no_imports(agent: Staff, manager: Staff) -> None:
    run = imported(actor_of(manager), FILE)
    browser = client_of(agent)
    assert browser.get(reverse("sales:orders")).status_code == 200
    for name in ("columns", "check", "result", "progress", "rejected", "original"):
        assert browser.get(reverse(f"sales:import_{name}", args=[run.pk])).status_code == 403
    assert browser.get(reverse("sales:imports")).status_code == 403
    assert browser.post(reverse("sales:import_undo", args=[run.pk])).status_code == 403
    assert browser.get(reverse("sales:orders") + "?format=csv").status_code == 403


def test_the_original_comes_back_byte_for_byte_as_an_attachment(browser: Client) -> None:
    run = send(browser)
    answer = browser.get(reverse("sales:import_original", args=[run.pk]))
    assert b"".join(answer.streaming_content) == FILE
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_sample_file_goes_through_without_a_correction(browser: Client) -> None:
    sample = b"".join(browser.get(reverse("sales:import_sample")))
    run = send(browser, sample)
    confirm(browser, run)
    run.refresh_from_db()
    assert (run.status, run.counts["file"]["orders"], run.counts["file"]["returns_matched"]) == ("checked", 3, 1)


def make_orders(count: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    Order.objects.bulk_create(
        Order(
            source="till", number=str(n), ordered_at=moment, ordered_on=moment.date(), amount_minor=n * 100,
            currency="RUB", content_hash="x",
        )
        for n in range(1, count + 1)
    )  # fmt: skip


def test_pages_of_orders_follow_each_other_without_gap_or_repeat(browser: Client) -> None:
    make_orders(120)
    seen: list[str] = []
    url = reverse("sales:orders") + "?sort=amount"
    while url:
        page = browser.get(url)
        seen += [order.number for order in page.context["page"].orders]
        more = page.context["more_url"]
        url = reverse("sales:orders") + more if more else ""
    assert seen == [str(n) for n in range(1, 121)]


def test_the_list_takes_the_same_queries_for_one_order_and_for_fifty(
    browser: Client, manager: Staff, django_assert_max_num_queries: object
) -> None:
    imported(actor_of(manager), FILE)
    browser.get(reverse("sales:orders"))
    make_orders(100)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert browser.get(reverse("sales:orders")).status_code == 200
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert browser.get(reverse("sales:order", args=[Order.objects.latest("id").pk])).status_code == 200


def test_filters_narrow_the_list_and_the_export(browser: Client, manager: Staff) -> None:
    imported(actor_of(manager), FILE)
    page = browser.get(reverse("sales:orders") + "?q=анна")
    assert [order.number for order in page.context["page"].orders] == ["1"]
    page = browser.get(reverse("sales:orders") + "?since=2026-03-02&until=2026-03-03")
    assert [order.number for order in page.context["page"].orders] == ["3"]
    table = b"".join(browser.get(reverse("sales:orders") + "?q=анна&format=csv").streaming_content).decode()
    assert "100.5" in table and "30" not in table.splitlines()[-1].split(",")[6]
    book = b"".join(browser.get(reverse("sales:orders") + "?format=xlsx").streaming_content)
    assert io.BytesIO(book).read(2) == b"PK"


def test_a_mangled_address_shows_the_first_page(browser: Client) -> None:
    make_orders(1)
    for query in ("?after=xx", "?since=2026-99-99&branch=abc", "?sort=-nothing", "?import=9999999999999999999999"):
        assert browser.get(reverse("sales:orders") + query).status_code == 200


def test_empty_pages_say_what_to_do_next(browser: Client) -> None:
    assert "No orders yet" in browser.get(reverse("sales:orders")).content.decode()
    assert "No file has come in yet" in browser.get(reverse("sales:imports")).content.decode()
