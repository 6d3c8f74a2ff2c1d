"""What came with a file is found, each by its page; what was undone is not."""

import pytest

from zabota.capabilities.sales import search_index
from zabota.capabilities.sales.contracts import Choices, WhenChanged
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.tests.importing import NOW, imported, undone
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.search import queries, services
from zabota.foundation.search.models import SearchEntry
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off

FILE = (
    "Номер заказа;Дата;Код клиента;ФИО;Телефон;Почта;Магазин;Сумма\n"
    "А-1024;01.03.2026 10:00;К-77;Анна Иванова;+7 916 123-45-67;anna@example.com;Центр;500,00\n"
    "А-1025;02.03.2026 11:00;К-78;Борис Громов;+7 903 111-22-33;;Север;700,00\n"
)
CHANGED = FILE.replace("500,00", "550,00").replace("01.03.2026", "05.03.2026")
NEW_PHONE = (
    "Номер заказа;Дата;Код клиента;ФИО;Телефон;Сумма\n"
    "А-2000;07.03.2026 10:00;К-77;Анна Иванова;+7 916 999-88-77;300,00\n"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(manager: Staff) -> Actor:
    return actor_of(manager)


def found(actor: Actor, text: str) -> list[str]:
    return [hit.title for group in queries.find(actor, text).groups for hit in group.hits]


@pytest.mark.parametrize("typed", ["Ивановой", "4567", "anna@example.com", "К-77", "bdfyjdf"])
def test_a_customer_of_a_file_is_found_and_leads_to_the_page(actor: Actor, manager: Staff, typed: str) -> None:
    imported(actor, FILE)
    work_off()
    assert found(actor, typed) == ["Анна Иванова"]
    hit = queries.find(actor, typed).groups[0].hits[0]
    assert client_of(manager).get(hit.url).status_code == 200


def test_an_order_is_found_by_its_number_and_leads_to_its_page(actor: Actor, manager: Staff) -> None:
    run = imported(actor, FILE)
    search_index.index_import(run_id=run.pk, now=NOW)
    assert found(actor, "1024") == ["А-1024"]
    page = client_of(manager).get(queries.find(actor, "а-1024").groups[0].hits[0].url)
    assert "А-1024" in page.text


def test_after_undo_nothing_of_the_file_is_found_even_before_any_job(actor: Actor) -> None:
    run = imported(actor, FILE)
    work_off()
    assert SearchEntry.objects.count() == 4
    undone(actor, run)
    assert not SearchEntry.objects.exists()
    assert found(actor, "Ивановой") == found(actor, "1024") == []


def test_indexing_twice_is_indexing_once_and_an_undone_import_is_not_indexed(actor: Actor) -> None:
    run = imported(actor, FILE)
    for _time in range(2):
        search_index.index_import(run_id=run.pk, now=NOW)
    assert SearchEntry.objects.count() == 4
    undone(actor, run)
    search_index.index_import(run_id=run.pk, now=NOW)
    assert not SearchEntry.objects.exists()


def test_a_phone_that_came_with_a_later_file_goes_with_it(actor: Actor) -> None:
    first, second = imported(actor, FILE), imported(actor, NEW_PHONE)
    for run in (first, second):
        search_index.index_import(run_id=run.pk, now=NOW)
    assert found(actor, "9998877") == ["Анна Иванова"]
    undone(actor, second)
    assert found(actor, "9998877") == []
    assert found(actor, "1234567") == ["Анна Иванова"]


def test_a_replaced_order_shows_its_new_day_and_after_undo_the_old_one(actor: Actor) -> None:
    imported(actor, FILE)
    second = imported(actor, CHANGED, choices=Choices(when_changed=WhenChanged.REPLACE))
    search_index.index_import(run_id=second.pk, now=NOW)
    order = SearchEntry.objects.get(kind="order", title="А-1024")
    assert order.subtitle == "2026-03-05"
    undone(actor, second)
    order.refresh_from_db()
    assert order.subtitle == "2026-03-01"


def test_a_number_we_made_up_finds_nothing(actor: Actor) -> None:
    run = imported(actor, "Дата;Телефон;Сумма\n01.03.2026;+7 916 123-45-67;500,00\n")
    search_index.index_import(run_id=run.pk, now=NOW)
    assert Order.objects.get().number.startswith("~")
    assert list(SearchEntry.objects.values_list("kind", flat=True)) == ["customer"]


def test_staff_of_a_branch_finds_its_own_customers_only(actor: Actor, agent: Staff) -> None:
    run = imported(actor, FILE)
    search_index.index_import(run_id=run.pk, now=NOW)
    agent.branch = Branch.objects.get(name="Центр")
    kept = actor_of(agent)
    assert found(kept, "1024") == ["А-1024"]
    assert found(kept, "1025") == found(kept, "Громов") == []


def test_the_index_can_be_made_anew(actor: Actor) -> None:
    imported(actor, FILE)
    assert services.rebuild() == {"order": 2, "customer": 2}
    assert found(actor, "Иванова") == ["Анна Иванова"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [("импорт заказов", "Import orders"), ("upload", "Import orders"), ("сотрудники", "Staff"), ("ключи", "API keys"),
     ("маржа", "Company and margin"), ("обзвон", "Calls"), ("отток", "Slipping away"), ("журнал", "Audit log"),
     ("queue", "Background jobs"), ("who matters", "Who matters")],
)  # fmt: skip
def test_what_can_be_done_is_found_in_both_languages(owner: Staff, typed: str, title: str) -> None:
    assert title in found(actor_of(owner), typed)


def test_an_agent_is_not_shown_what_he_may_not_do(agent: Staff) -> None:
    assert found(actor_of(agent), "импорт заказов") == found(actor_of(agent), "ключи") == []
