"""An owner adds an address; what happens here arrives there, signed; what fails is tried again, then told."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.events import contracts
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import SYSTEM, PermissionDeniedError
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.notices.models import Notice
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off
from zabota.foundation.webhooks import jobs, posting, queries, rules, services
from zabota.foundation.webhooks.contracts import EVERY_KIND, DeliveryState, EndpointOffError
from zabota.foundation.webhooks.models import Delivery, Endpoint, EndpointSecret
from zabota.foundation.webhooks.services import EndpointTold

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


PARCEL_SENT, PARCEL_LOST = "tests.parcel_sent", "tests.parcel_lost"


@pytest.fixture(autouse=True)
def parcels(monkeypatch):
    """Two kinds of the test's own beside those of the product."""
    monkeypatch.setattr(contracts, "_kinds", {**contracts._kinds})
    contracts.declare_kind(PARCEL_SENT, "Parcel sent", "package", shares=("fields", "is_given"))
    contracts.declare_kind(PARCEL_LOST, "Parcel lost", "package")


def parcel_sent(kind: str = PARCEL_SENT) -> None:
    data = {"fields": ["address"], "is_given": True, "comment": "Анна Шёлкова, +7 916 123-45-67"}
    events.publish(kind=kind, actor=SYSTEM, customer_id=7, occurred_at=NOW, data=data, subject="parcel:3")


def added(owner, receiver, *kinds: str) -> services.Issued:
    told = EndpointTold(url=receiver.url, kinds=kinds or (EVERY_KIND,), name="warehouse")
    return services.add_endpoint(actor_of(owner), told=told, now=NOW)


def verified(received, *secrets: str) -> dict:
    """What any library of Standard Webhooks does, written anew here."""
    headers = {name.lower(): value for name, value in received.headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{received.body}".encode()
    given = headers["webhook-signature"].split(" ")
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        assert "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() in given
    return json.loads(received.body)


def test_the_signature_is_that_of_the_published_example():
    signature = rules.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330,
        body='{"test": 2432232314}',
    )  # fmt: skip
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_owner_adds_an_address_sees_the_secret_once_and_a_test_message_arrives(owner, receiver):
    browser = client_of(owner)
    page = browser.get("/settings/webhooks/add").content.decode()
    assert "Parcel sent" in page and PARCEL_SENT in page
    told = {"url": receiver.url, "name": "warehouse", "kinds": [PARCEL_SENT]}
    shown = browser.post("/settings/webhooks/add", told).content.decode()
    secret = re.search(r'value="(whsec_[^"]+)"', shown)[1]
    endpoint = Endpoint.objects.get()
    assert secret not in EndpointSecret.objects.get().secret_encrypted
    assert secret not in browser.get(f"/settings/webhooks/{endpoint.pk}").content.decode()
    assert not [row for row in AuditEntry.objects.all() if secret in row.after_json or "/hook" in row.after_json]
    browser.post(f"/settings/webhooks/{endpoint.pk}/test")
    work_off()
    assert verified(receiver.received[0], secret)["type"] == "webhooks.test"
    log = browser.get(f"/settings/webhooks/{endpoint.pk}").content.decode()
    assert "Test message" in log and "204" in log and "Delivered" in log
    receiver.status, receiver.text = 500, "out of order"
    browser.post(f"/settings/webhooks/messages/{Delivery.objects.get().pk}/replay")
    work_off()
    page = browser.get(f"/settings/webhooks/messages/{Delivery.objects.get().pk}").content.decode()
    assert "out of order" in page and "webhooks.test" in page and "is not a success" in page


def test_what_happens_arrives_once_with_numbers_and_names_of_fields_and_no_personal_data(owner, receiver):
    issued = added(owner, receiver)
    parcel_sent()
    parcel_sent(PARCEL_LOST)
    work_off()
    work_off()
    first, second = (verified(one, issued.secret) for one in receiver.received)
    assert (first["type"], second["type"]) == (PARCEL_SENT, PARCEL_LOST)
    assert first["timestamp"] == "2026-03-01T12:00:00.000Z"
    assert first["data"] == {
        "fields": ["address"], "is_given": True, "customer_ids": [7], "subjects": ["parcel:3"],
        "event_id": first["data"]["event_id"], "actor": {"kind": "system", "id": None},
    }  # fmt: skip
    assert "Анна" not in "".join(one.body for one in receiver.received)


def test_a_batch_is_told_in_messages_of_a_thousand(owner, receiver):
    added(owner, receiver)
    batch = [NewEvent(customer_id=number, occurred_at=NOW) for number in range(1, 1_502)]
    events.publish_many(kind=PARCEL_SENT, actor=SYSTEM, events=batch)
    work_off()
    told = [json.loads(one.body)["data"]["customer_ids"] for one in receiver.received]
    assert [len(one) for one in told] == [1000, 501] and told[1][-1] == 1501


def test_only_chosen_events_are_sent_and_a_change_that_did_not_happen_is_not(owner, receiver):
    added(owner, receiver, PARCEL_LOST)
    parcel_sent()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        parcel_sent(PARCEL_LOST)
        assert Delivery.objects.count() == 1
        raise ZeroDivisionError
    assert Delivery.objects.count() == 0


def test_a_failure_is_tried_again_under_the_same_id_after_five_seconds_and_then_longer(owner, receiver, clock):
    added(owner, receiver)
    receiver.status, receiver.text = 500, "out of order"
    parcel_sent()
    work_off()
    assert work_off() == 0
    for number, wait in enumerate(rules.WAITS, start=1):
        assert Delivery.objects.get().attempts == number
        clock.shift(wait)
        work_off()
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED and delivery.tries.count() == 10
    assert delivery.tries.first().text == "out of order"
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    receiver.status = 200
    assert services.replay_failed(actor_of(owner), endpoint_id=delivery.endpoint_id, now=timezone.now()) == 1
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED and delivery.attempts == 1


@pytest.mark.parametrize(("asked", "seconds"), [
    ("600", 600), ("Sun, 01 Mar 2026 13:00:00 GMT", 3600), ("1", 5), ("99999999999", 86_400), ("soon", 5), ("-5", 5),
    ("Sat, 28 Feb 2026 13:00:00 GMT", 5), ("", 5),
])  # fmt: skip
def test_a_busy_endpoint_is_left_alone_as_long_as_it_asks_up_to_a_day(owner, receiver, clock, asked, seconds):
    endpoint = added(owner, receiver).endpoint
    receiver.status, receiver.retry_after = 429, asked
    parcel_sent()
    work_off()
    parcel_sent(PARCEL_LOST)
    held = endpoint.__class__.objects.get(pk=endpoint.pk).held_until
    first = Delivery.objects.order_by("id")[0]
    assert first.due_at == NOW + timedelta(seconds=seconds)
    if seconds > 5:
        assert held == first.due_at
        work_off()
        assert len(receiver.received) == 1, "the second message waits too"
    receiver.status = 204
    clock.move_to(NOW + timedelta(seconds=seconds))
    work_off()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


def test_only_a_busy_answer_is_asked_how_long_it_wants():
    assert rules.asked_wait(500, "600", now=NOW) is None
    assert rules.asked_wait(503, "600", now=NOW) == timedelta(minutes=10)


def test_after_five_days_of_failures_it_is_off_and_the_owner_is_told(owner, receiver, clock):
    issued = added(owner, receiver)
    receiver.status = 503
    for _day in range(6):
        parcel_sent()
        work_off()
        clock.shift(timedelta(days=1))
    endpoint = Endpoint.objects.get()
    assert not endpoint.is_on and endpoint.off_reason == "failing"
    assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()
    notice = Notice.objects.get()
    assert "warehouse" in notice.text and notice.url == f"/settings/webhooks/{endpoint.pk}"
    before = len(receiver.received)
    parcel_sent()
    work_off()
    assert len(receiver.received) == before
    with pytest.raises(EndpointOffError):
        services.send_test(actor_of(owner), endpoint_id=endpoint.pk, now=NOW)
    client_of(owner).post(f"/settings/webhooks/{endpoint.pk}/on")
    receiver.status = 200
    parcel_sent()
    work_off()
    verified(receiver.received[-1], issued.secret)
    assert Endpoint.objects.get().failing_since is None


def test_gone_turns_it_off_at_once(owner, receiver):
    added(owner, receiver)
    receiver.status = 410
    parcel_sent()
    work_off()
    assert Endpoint.objects.get().off_reason == "gone" and Notice.objects.count() == 1


def test_for_a_day_after_a_new_secret_the_old_one_signs_too(owner, receiver, clock):
    old = added(owner, receiver)
    new = services.rotate_secret(actor_of(owner), endpoint_id=old.endpoint.pk, now=NOW)
    parcel_sent()
    work_off()
    verified(receiver.received[0], old.secret, new.secret)
    clock.shift(rules.OLD_SECRET_KEPT)
    parcel_sent()
    work_off()
    verified(receiver.received[1], new.secret)
    assert len(receiver.received[1].headers["webhook-signature"].split(" ")) == 1


def test_messages_are_kept_for_thirty_days(owner, receiver):
    added(owner, receiver)
    parcel_sent()
    assert services.forget_old(now=Delivery.objects.get().created_at + timedelta(days=29)) == 0
    assert services.forget_old(now=Delivery.objects.get().created_at + timedelta(days=31)) == 1


def test_nobody_but_the_owner_sets_webhooks_up(manager, receiver):
    with pytest.raises(PermissionDeniedError):
        added(manager, receiver)
    assert client_of(manager).get("/settings/webhooks").status_code == 403
    assert client_of(None).get("/settings/webhooks").status_code == 302


def test_the_pages_ask_the_database_little_however_much_was_sent(owner, receiver, django_assert_max_num_queries):
    endpoint = added(owner, receiver).endpoint
    added(owner, receiver)
    for _number in range(60):
        parcel_sent()
    browser = client_of(owner)
    for address in ("/settings/webhooks", f"/settings/webhooks/{endpoint.pk}"):
        browser.get(address)
        with django_assert_max_num_queries(8):
            assert browser.get(address).status_code == 200
    assert "before=" in browser.get(f"/settings/webhooks/{endpoint.pk}").content.decode()


def test_a_message_whose_job_was_lost_is_found_and_one_whose_address_was_deleted_meanwhile_is_let_go(owner, receiver):
    endpoint = added(owner, receiver).endpoint
    parcel_sent()
    QueuedJob.objects.all().delete()
    jobs.look_after()
    work_off()
    assert len(receiver.received) == 1
    parcel_sent()
    waiting = queries.next_due(endpoint.pk, now=timezone.now())
    services.delete_endpoint(actor_of(owner), endpoint_id=endpoint.pk)
    assert posting.attempt(waiting, now=timezone.now()).fault == "secret"
    assert work_off() == 1
    assert len(receiver.received) == 1


def test_a_secret_of_another_installation_is_told_in_words(owner, receiver):
    added(owner, receiver)
    EndpointSecret.objects.update(secret_encrypted="unreadable")
    parcel_sent()
    work_off()
    assert "make a new one" in str(Delivery.objects.get().fault_words) and receiver.received == []
