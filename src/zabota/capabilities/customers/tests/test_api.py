"""A program keeps customers: adds, reads, changes, deletes them, one by one and by the thousand."""

from typing import Any

import pytest
from django.test import Client

from zabota.capabilities.customers.models import Customer, Tag
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo.models import Change

pytestmark = pytest.mark.django_db
RIGHTS = ["customers.read", "customers.write", "customers.write_notes", "customers.delete"]
ANNA = {
    "name": "Анна Соколова",
    "contacts": [{"kind": "phone", "value": "8 (916) 123-45-67", "is_preferred": True}],
    "dates": [{"kind": "birthday", "month": 5, "day": 3}],
    "tags": ["VIP"],
}


def program(role: Role = Role.MANAGER, rights: list[str] = RIGHTS) -> Client:
    held = [right for right in rights if role is not Role.AGENT or right != "customers.delete"]
    key = identity.create_key(SYSTEM, name="shop", role=role, scopes=held)
    return Client(headers={"Authorization": f"Bearer {key.text}"})


@pytest.fixture
def caller(company: object) -> Client:
    return program()


def post(caller: Client, url: str, body: Any, **headers: str) -> Any:
    return caller.post(f"/api/v1{url}", body, content_type="application/json", headers=headers)


def patch(caller: Client, url: str, body: Any, **headers: str) -> Any:
    return caller.patch(f"/api/v1{url}", body, content_type="application/json", headers=headers)


def test_a_customer_lives_from_adding_to_deleting_and_every_step_can_be_taken_back(caller, owner: Staff):
    added = post(caller, "/customers", ANNA)
    assert added.status_code == 201, added.content
    anna = added.json()
    assert anna["contacts"] == [{"kind": "phone", "value": "+79161234567", "label": "", "is_preferred": True}]
    assert (anna["tags"], anna["dates"][0]["day"]) == (["VIP"], 3)
    url = f"/customers/{anna['id']}"
    changed = patch(caller, url, {"city": "Тверь", "owner_id": owner.pk, "tags": []})
    assert changed.status_code == 200, changed.content
    assert changed.json()["name"] == "Анна Соколова", "what is not sent stays"
    assert (changed.json()["city"], changed.json()["tags"]) == ("Тверь", [])
    assert caller.get(f"/api/v1{url}").json() == changed.json()
    assert caller.delete(f"/api/v1{url}").status_code == 204
    assert caller.get(f"/api/v1{url}").status_code == 404
    kinds = ["customers.deleted", "customers.changed", "customers.added"]
    assert list(Change.objects.order_by("-id").values_list("kind", flat=True)) == kinds


def test_a_repeated_call_adds_nobody(caller):
    first, again = (post(caller, "/customers", ANNA, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert first.json() == again.json()
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Анна", "colour": "red"}, "colour"),
        ({"name": 7}, "name"),
        ({"name": "Ан\x00на"}, ""),
        ({"city": "Тверь"}, "name"),
        ({"contacts": [{"kind": "phone", "value": "12"}]}, "contacts"),
        ({"name": "Анна", "owner_id": 999}, "owner_id"),
        ({"name": "Анна", "dates": [{"kind": "birthday", "month": 2, "day": 31}]}, "dates"),
        ({"name": "Анна", "language": "fr", "tags": ["new"]}, "language"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_saved(caller, body, field):
    answer = post(caller, "/customers", body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"][0]["field"]
    assert not Customer.objects.exists()
    assert not Tag.objects.exists()


def test_whoever_read_an_older_card_does_not_overwrite_a_newer_one(caller):
    url = f"/customers/{post(caller, '/customers', ANNA).json()['id']}"
    etag = caller.get(f"/api/v1{url}").headers["ETag"]
    fresh = patch(caller, url, {"city": "Тверь"}, **{"If-Match": etag})
    assert fresh.status_code == 200
    assert patch(caller, url, {"city": "Псков"}, **{"If-Match": etag}).status_code == 412
    assert patch(caller, url, {"city": "Псков"}, **{"If-Match": fresh.headers["ETag"]}).status_code == 200


def test_the_list_is_filtered_and_goes_on_page_by_page(caller, owner, django_assert_max_num_queries):
    people = [{"name": f"Клиент {number}", "tags": ["опт"] if number % 2 else []} for number in range(5)]
    assert post(caller, "/customers/bulk", {"customers": [*people, ANNA]}).json()["saved"] == 6
    seen: list[str] = []
    following = ""
    while following is not None:
        with django_assert_max_num_queries(12):
            page = caller.get("/api/v1/customers", {"limit": 2, "after": following}).json()
        seen += [one["name"] for one in page["customers"]]
        following = page["next"]
    assert seen == [*(one["name"] for one in people), "Анна Соколова"]

    def names(**asked: Any) -> list[str]:
        return [one["name"] for one in caller.get("/api/v1/customers", asked).json()["customers"]]

    assert names(phone="8 916 123 45 67") == names(q="Соколовой") == names(tag="VIP") == ["Анна Соколова"]
    assert names(tag="опт") == ["Клиент 1", "Клиент 3"]
    assert names(updated_since="2199-01-01T00:00:00Z") == names(owner_id=owner.pk) == names(q="!") == []
    assert caller.get("/api/v1/customers", {"phone": "12"}).status_code == 422


def test_each_row_of_many_gets_its_answer_and_the_history_one_line(caller):
    rows = [{"name": "Анна"}, {"name": "Борис", "owner_id": 999}, {"city": "Тверь"}]
    answer = post(caller, "/customers/bulk", {"customers": rows}).json()
    assert (answer["saved"], answer["refused"]) == (1, 2)
    assert [(row["status"], row["field"]) for row in answer["rows"]] == [
        ("added", ""), ("refused", "owner_id"), ("refused", "name"),
    ]  # fmt: skip
    anna = answer["rows"][0]["id"]
    rows = [{"id": anna, "city": "Тверь"}, {"id": 999_999, "city": "Псков"}, {"id": anna}]
    answer = patch(caller, "/customers/bulk", {"customers": rows}).json()
    assert [row["status"] for row in answer["rows"]] == ["changed", "missing", "unchanged"]
    assert Customer.objects.get().city == "Тверь"
    assert Change.objects.count() == 2


def test_all_or_nothing_saves_none_when_one_is_wrong(caller):
    rows = [{"name": "Анна", "tags": ["VIP"]}, {"city": "Тверь"}]
    answer = post(caller, "/customers/bulk", {"customers": rows, "all_or_nothing": True})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "customers[1].name"
    assert not Customer.objects.exists()
    assert not Change.objects.exists()


def test_notes_consents_and_the_timeline(caller):
    url = f"/customers/{post(caller, '/customers', ANNA).json()['id']}"
    assert post(caller, f"{url}/notes", {"text": "Любит зелёный"}).status_code == 201
    assert post(caller, f"{url}/notes", {}).status_code == 422
    consent = {"channel": "email", "purpose": "marketing", "is_given": True, "how": "анкета"}
    assert post(caller, f"{url}/consents", consent).status_code == 201
    assert caller.get(f"/api/v1{url}").json()["consents"][0]["channel"] == "email"
    assert caller.get(f"/api/v1{url}/notes").json()["notes"][0]["text"] == "Любит зелёный"
    events = caller.get(f"/api/v1{url}/timeline").json()["events"]
    assert [one["kind"] for one in events] == ["customers.consent_recorded", "customers.note_added", "customers.added"]
    first = caller.get(f"/api/v1{url}/timeline", {"limit": 2}).json()
    rest = caller.get(f"/api/v1{url}/timeline", {"after": first["next"]}).json()
    assert [one["id"] for one in rest["events"]] == [events[2]["id"]]
    only = caller.get(f"/api/v1{url}/timeline", {"kind": "customers.note_added"}).json()["events"]
    assert len(only) == 1
    assert caller.get(f"/api/v1{url}/timeline", {"kind": "nothing"}).status_code == 422


def test_a_key_does_only_what_its_role_may(caller):
    url = f"/api/v1/customers/{post(caller, '/customers', ANNA).json()['id']}"
    agent, analyst = program(Role.AGENT), program(Role.ANALYST, ["customers.read"])
    assert agent.delete(url).status_code == 403
    assert analyst.get(url).status_code == 200
    assert post(analyst, "/customers", ANNA).status_code == 403
    assert Customer.objects.count() == 1
