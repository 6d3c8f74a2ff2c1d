"""The Python client against the server itself: every operation of the OpenAPI file has a method, and it works."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from zabota_client import (
    ConflictError,
    FileToSend,
    ForbiddenError,
    InvalidError,
    NotAuthenticatedError,
    NotFoundError,
    TooManyRequestsError,
    Zabota,
)
from zabota_client.models import (
    BatchIn,
    BuyerIn,
    CallIn,
    ChangedCustomersIn,
    ConsentIn,
    ContactIn,
    CustomerIn,
    CustomerPatch,
    DateIn,
    LineIn,
    MergeIn,
    NewCustomersIn,
    NoteIn,
    OrderIn,
    WebhookIn,
    WebhookPatch,
)

from tests.client.wsgi import WsgiTransport
from tools import client as tool
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments import services as segments
from zabota.capabilities.value.tests.shelves import a_run
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role, declared_permissions
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.testing.queue import work_off
from zabota.foundation.testing.receiver import Receiver
from zabota.surfaces.api import limits, reference

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = FileToSend("заказы.csv", "Номер;Дата;Сумма;Телефон\n1;01.03.2026;100;+79161234567\n".encode())

VALUES = {"list_values", "get_value"}
"""Called by a test of their own, which writes a computation with customers."""


@pytest.fixture(autouse=True)
def clock():
    limits.REQUESTS.clear()
    limits.FAILURES.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def transport(wsgi_server: Any) -> WsgiTransport:
    return WsgiTransport(wsgi_server)


def connected(transport: WsgiTransport, *, rights: tuple[str, ...] = (), **more: Any) -> Zabota:
    scopes = rights or tuple(one.code for one in declared_permissions())
    key = identity.create_key(SYSTEM, name="shop", role=Role.OWNER, scopes=list(scopes)).text
    return Zabota("http://localhost/", key, transport=transport, **more)


@pytest.fixture
def zabota(owner: Staff, transport: WsgiTransport) -> Zabota:
    return connected(transport)


def operations_called(asked: list[tuple[str, str]]) -> set[str]:
    known = {
        (method.upper(), re.sub(r"\{\w+\}", r"(\\d+)", path)): operation["operationId"]
        for path, methods in reference.schema()["paths"].items()
        for method, operation in methods.items()
    }
    return {
        name
        for (method, path), name in known.items()
        for told in asked
        if method == told[0] and re.fullmatch(path, told[1])
    }


def every_operation() -> set[str]:
    return {one["operationId"] for methods in reference.schema()["paths"].values() for one in methods.values()}


def test_every_operation_has_a_method_that_works(
    zabota: Zabota, transport: WsgiTransport, owner: Staff, receiver: Receiver
) -> None:
    assert zabota.me.get().company.currency == "RUB"
    customers_come_and_go(zabota)
    orders_come_in(zabota)
    segments_are_read(zabota, owner)
    webhooks_are_set_up(zabota, receiver)
    call = zabota.calls.take(CallIn(key="c-1", phone="8 916 123 45 67", started_at=NOW))
    assert [one.customer_id for one in zabota.calls.find_callers(phone="+79161234567")] == [call.customer_id]
    assert zabota.today.get(limit=10).items == []
    assert operations_called(transport.asked) | VALUES == every_operation()


def customers_come_and_go(zabota: Zabota) -> None:
    anna = zabota.customers.add(
        CustomerIn(
            name="Анна Соколова", contacts=[ContactIn(kind="phone", value="8 (916) 123-45-67")],
            dates=[DateIn(kind="birthday", month=5, day=3)], acquired_on=date(2026, 2, 1), tags=["VIP"],
        )
    )  # fmt: skip
    assert (anna.contacts[0].value, anna.acquired_on, anna.created_at) == ("+79161234567", date(2026, 2, 1), NOW)
    changed = zabota.customers.change(anna.id, CustomerIn(city="Тверь", acquired_on=None))
    assert (changed.name, changed.city, changed.acquired_on) == ("Анна Соколова", "Тверь", None)
    assert zabota.customers.get(anna.id) == changed
    nobody_is_written_over(zabota, anna.id)
    by_code = {one.code: one for one in zabota.customers.list_fields().fields}
    assert (by_code["city"].kind, by_code["city"].choices) == ("text", [])
    assert "person" in [one.code for one in by_code["kind"].choices]
    assert "one_of" in by_code["kind"].operators
    added = zabota.customers.add_many(NewCustomersIn(customers=[CustomerIn(name="Борис"), CustomerIn(city="Псков")]))
    assert [(row.status, row.field) for row in added.rows] == [("added", ""), ("refused", "name")]
    boris = added.rows[0].id
    assert boris is not None
    rows = zabota.customers.change_many(ChangedCustomersIn(customers=[CustomerPatch(id=boris, city="Тверь")])).rows
    assert [row.status for row in rows] == ["changed"]
    found = zabota.customers.list(filter='["all",["city","is","Тверь"]]', limit=1)
    assert [one.name for one in found] == ["Анна Соколова", "Борис"] == [one.name for one in found], "asked anew"
    assert len(list(found.pages())) == 2
    zabota.customers.add_note(
        anna.id, NoteIn(text="Любит зелёный", next_step="Позвонить", next_step_on=date(2026, 3, 9))
    )
    assert zabota.customers.list_notes(anna.id).notes[0].next_step_on == date(2026, 3, 9)
    zabota.customers.add_consent(anna.id, ConsentIn(channel="email", purpose="marketing", is_given=True))
    kinds = ["customers.note_added", "customers.consent_recorded"]
    assert {one.kind for one in zabota.customers.list_timeline(anna.id, kind=kinds, limit=1)} == set(kinds)
    doubles_are_merged(zabota, anna.id)
    zabota.customers.delete(boris)
    with pytest.raises(NotFoundError):
        zabota.customers.get(boris)


def nobody_is_written_over(zabota: Zabota, anna_id: int) -> None:
    """Two programs read a card; the second to write is told, and reads again."""
    first, second = zabota.customers.get(anna_id), zabota.customers.get(anna_id)
    assert first.etag
    after = zabota.customers.change(anna_id, CustomerIn(occupation="врач"), if_match=first.etag)
    for write in (
        lambda: zabota.customers.change(anna_id, CustomerIn(occupation="учитель"), if_match=second.etag),
        lambda: zabota.customers.delete(anna_id, if_match=second.etag),
    ):
        with pytest.raises(ConflictError) as refused:
            write()
        assert refused.value.status == 412
    zabota.customers.change(anna_id, CustomerIn(occupation=""), if_match=after.etag)


def doubles_are_merged(zabota: Zabota, anna_id: int) -> None:
    again = zabota.customers.add(CustomerIn(name="Соколова", city="Псков"))
    assert list(zabota.customers.list_pairs(certain=True)) == [], "nobody looked for them yet"
    done = zabota.customers.merge(anna_id, MergeIn(cards=[again.id], fields={"city": again.id}))
    assert zabota.customers.get(done.id).city == "Псков"
    zabota.customers.change(anna_id, CustomerIn(city="Тверь"))


def orders_come_in(zabota: Zabota) -> None:
    line = LineIn(amount_minor=150_00, product="Чай", quantity=Decimal("1.5"))
    buyer = BuyerIn(phones=["+79161234567"])
    told = BatchIn(orders=[OrderIn(number="1", ordered_at=NOW, lines=[line], customer=buyer)], source="till")
    assert zabota.orders.send(told).orders_new == 1
    assert [one.amount_minor for one in zabota.orders.list(since=date(2026, 3, 1), kind="sale")] == [150_00]
    sent = zabota.orders.import_file(FILE, currency="RUB", dry_run=True)
    assert (zabota.orders.get_import(sent.id).file_name, sent.problem) == ("заказы.csv", None)


def segments_are_read(zabota: Zabota, owner: Staff) -> None:
    group = criteria.read('["all",["city","is","Тверь"]]')
    draft = segments.SegmentDraft(name="Тверь", about="", colour="sea", is_shared=True, group=group)
    kept = segments.keep_segment(actor_of(owner), told=draft, today=NOW.date(), now=NOW)
    [segment] = zabota.segments.list(days=7)
    assert (segment.name, segment.size, segment.sizes[0].day) == ("Тверь", 1, NOW.date())
    assert [one.name for one in zabota.customers.list(segment=kept.pk)] == ["Анна Соколова"]


def webhooks_are_set_up(zabota: Zabota, receiver: Receiver) -> None:
    assert "customers.merged" in [one.code for one in zabota.webhooks.list_event_kinds()]
    made = zabota.webhooks.add(WebhookIn(url=receiver.url, events=["*"]), idempotency_key="w-1")
    again = zabota.webhooks.add(WebhookIn(url=receiver.url, events=["*"]), idempotency_key="w-1")
    assert made.secret is not None and made.secret.startswith("whsec_")
    assert (again.id, again.secret) == (made.id, None), "a secret is not kept to be shown twice"
    changed = zabota.webhooks.change(made.id, WebhookPatch(name="склад", events=["customers.changed"]))
    assert (changed.name, changed.events, changed.on) == ("склад", ["customers.changed"], True)
    assert zabota.webhooks.rotate_secret(made.id).secret not in (None, made.secret)
    assert zabota.webhooks.test(made.id).state == "waiting"
    work_off()
    [sent] = zabota.webhooks.list_deliveries(made.id, limit=1)
    whole = zabota.webhooks.get_delivery(sent.id)
    assert (whole.state, whole.status, whole.body["type"]) == ("delivered", 204, "webhooks.test")
    assert [one.status for one in whole.tries] == [204]
    assert zabota.webhooks.replay_delivery(sent.id).state == "waiting"
    assert zabota.webhooks.replay(made.id).replayed == 0
    off = zabota.webhooks.change(made.id, WebhookPatch(on=False))
    assert (off.on, off.off_reason) == (False, "person")
    with pytest.raises(InvalidError, match="turn it on first"):
        zabota.webhooks.test(made.id)
    assert zabota.webhooks.get(made.id) == off == zabota.webhooks.list()[0]
    zabota.webhooks.delete(made.id)
    assert zabota.webhooks.list() == []


def test_values_are_read_page_by_page_and_one_by_one(zabota: Zabota, transport: WsgiTransport) -> None:
    a_run(count=3)
    assert len(list(zabota.customers.list_values(horizon_months=24, limit=2))) == 3
    basis = next(zabota.customers.list_values().pages()).basis
    assert basis is not None
    assert basis.readiness == "ready"
    assert [one.horizon_months for one in zabota.customers.get_value(1).horizons] == [6, 12, 24]
    assert operations_called(transport.asked) == VALUES


def test_what_is_sent_twice_under_one_key_is_done_once(zabota: Zabota) -> None:
    first, again = (zabota.customers.add(CustomerIn(name="Анна"), idempotency_key="k-1") for _ in range(2))
    assert first == again
    with pytest.raises(ConflictError):
        zabota.customers.add(CustomerIn(name="Борис"), idempotency_key="k-1")
    assert Customer.objects.count() == 1
    zabota.customers.add(CustomerIn(name="Анна"))
    assert Customer.objects.count() == 2, "without a key of one's own each call has a new one"


def test_errors_speak_the_servers_words(owner: Staff, transport: WsgiTransport) -> None:
    russian = connected(transport, language="ru")
    with pytest.raises(InvalidError) as refused:
        next(russian.customers.list(filter="{").pages())
    assert [(one.field, one.message) for one in refused.value.errors] == [
        ("filter", "Фильтр в адресе не читается: задайте его заново.")
    ]
    assert "Фильтр в адресе не читается" in str(refused.value)
    with pytest.raises(ForbiddenError, match=r"customers\.read"):
        next(iter(connected(transport, rights=("segments.keep",)).customers.list()))
    with pytest.raises(NotAuthenticatedError):
        Zabota("http://localhost", "zbt_stranger", transport=transport).me.get()


def test_a_busy_key_is_patient_and_gives_up_in_the_end(
    owner: Staff, transport: WsgiTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.REQUESTS, "limit", 1)
    waited: list[float] = []
    zabota = connected(transport, sleep=waited.append)
    zabota.me.get()
    with pytest.raises(TooManyRequestsError, match="Wait 60 s"):
        zabota.me.get()
    assert waited == [60.0, 60.0, 60.0]


def test_the_client_is_made_from_the_file_as_it_stands() -> None:
    for path, text in tool.written().items():
        assert path.read_text(encoding="utf-8") == text, "run python tools/client.py"
