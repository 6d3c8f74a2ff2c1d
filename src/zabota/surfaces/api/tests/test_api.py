"""The API as a program meets it: keys, problem documents, limits, the same request twice."""

import json
import re
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.testing import TestClient

from zabota.foundation.api.schemas import StrictSchema
from zabota.foundation.identity import services
from zabota.foundation.identity.contracts import MANAGE_COMPANY, MANAGE_STAFF, SYSTEM, Actor, Role
from zabota.foundation.identity.models import Branch, Company, Staff
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.surfaces.api import errors, idempotency, limits, reference
from zabota.surfaces.api.errors import IdempotencyConflictError, field_name
from zabota.surfaces.api.models import IdempotentAnswer

NOON = "2026-03-02T12:00:00Z"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    limits.REQUESTS.clear()
    limits.FAILURES.clear()


@pytest.fixture
def key(owner: Staff) -> str:
    return services.create_key(actor_of(owner), name="till", role=Role.OWNER, scopes=[MANAGE_STAFF]).text


def get_me(text: str) -> Any:
    return Client().get("/api/v1/me", headers={"authorization": f"Bearer {text}"})


def test_a_key_learns_who_it_is_and_what_it_may(key: str) -> None:
    answer = get_me(key)
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "till",
        "role": "owner",
        "rights": [MANAGE_STAFF],
        "company": {"name": "Лён и шёлк", "currency": "RUB", "time_zone": "Europe/Moscow"},
    }


def test_without_a_key_there_is_a_problem_document(company: Company) -> None:
    answer = Client().get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    problem = answer.json()
    assert (problem["type"], problem["title"], problem["status"]) == (
        "urn:zabota:problem:not-authenticated",
        "Unauthorized",
        401,
    )


@time_machine.travel(NOON, tick=False)
def test_a_busy_key_waits_and_another_does_not(owner: Staff, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.REQUESTS, "limit", 3)
    assert [get_me(key).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = get_me(key)
    assert refused.headers["Retry-After"] == "60"
    assert refused.json()["type"].endswith("too-many-requests")
    other = services.create_key(actor_of(owner), name="shop", role=Role.OWNER, scopes=[MANAGE_COMPANY]).text
    assert get_me(other).status_code == 200
    with time_machine.travel("2026-03-02T12:01:00Z", tick=False):
        assert get_me(key).status_code == 200


@time_machine.travel(NOON, tick=False)
def test_guessing_keys_is_slowed_down(company: Company) -> None:
    answers = [get_me(f"zbt_{number:010x}_guess").status_code for number in range(21)]
    assert answers == [401] * 20 + [429]


def test_a_sliding_window_lets_through_as_many_as_it_says() -> None:
    window = limits.SlidingWindow(limit=2, window_seconds=10, max_keys=1)
    start = timezone.now()
    assert [window.take("a", now=start + timedelta(seconds=second)) for second in (0, 4, 5)] == [0, 0, 5]
    assert window.take("a", now=start + timedelta(seconds=10)) == 0
    assert window.take("a", now=start + timedelta(seconds=11)) == 3
    assert window.take("b", now=start + timedelta(seconds=30)) == 0


class LineIn(StrictSchema):
    total: int


class OrderIn(StrictSchema):
    number: str
    lines: list[LineIn]


@pytest.fixture
def small_api(db: None) -> TestClient:
    """An API of its own with our errors, to meet every kind of refusal."""
    router = Router()

    @router.post("/orders")
    def add_order(request: HttpRequest, order: OrderIn) -> dict[str, str]:
        return {"number": order.number}

    @router.get("/{kind}")
    def fail(request: HttpRequest, kind: str) -> None:
        if kind == "right":
            Actor(kind="staff", name="x", role=Role.AGENT).require(MANAGE_STAFF)
        if kind == "missing":
            Branch.objects.get(pk=0)
        if kind == "refused":
            services.add_branch(SYSTEM, name="North")
            services.add_branch(SYSTEM, name="North")
        raise HttpError(413, "Too big")

    api = NinjaAPI(urls_namespace=f"small-{next(NAMES)}")
    errors.install(api)
    api.add_router("", router)
    return TestClient(api)


NAMES = count()


def test_a_wrong_field_is_named_as_the_caller_knows_it(small_api: TestClient) -> None:
    answer = small_api.post("/orders", json={"number": "1", "lines": [{"total": 1}, {"total": "much"}], "owner": 1})
    assert answer.status_code == 422
    assert {error["field"]: error["code"] for error in answer.json()["errors"]} == {
        "lines[1].total": "wrong_type",
        "owner": "extra_forbidden",
    }


@pytest.mark.parametrize(("kind", "status"), [("right", 403), ("missing", 404), ("refused", 422), ("big", 413)])
def test_every_refusal_is_a_problem_document(small_api: TestClient, kind: str, status: int) -> None:
    answer = small_api.get(f"/{kind}")
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_parameter_nobody_knows_is_refused_by_name_in_the_callers_language(key: str) -> None:
    def ask(path: str, language: str = "en", authorization: str = f"Bearer {key}") -> Any:
        return Client().get(path, headers={"authorization": authorization, "accept-language": language})

    answer = ask("/api/v1/customers?segmnet=1&limit=1&nmae=x")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [
        ("nmae", "extra_forbidden"),
        ("segmnet", "extra_forbidden"),
    ]
    assert answer.json()["errors"][0]["message"].startswith("There is no such parameter. There are: after, email")
    russian = ask("/api/v1/me?x=", "ru").json()
    assert russian["detail"] == "Некоторые поля заполнены неверно; ничего не сохранено."
    assert russian["errors"][0]["message"] == "Здесь у адреса нет параметров."
    assert ask("/api/v1/me?x=", authorization="Bearer zbt_stranger").status_code == 401


def test_no_operation_takes_a_parameter_it_does_not_know(key: str) -> None:
    caller = Client(headers={"authorization": f"Bearer {key}"})
    for path, methods in reference.schema()["paths"].items():
        address = re.sub(r"\{\w+\}", "1", path)
        for method, operation in methods.items():
            if "requestBody" not in operation:
                refused = caller.generic(method.upper(), f"{address}?x=1&phone=89161234567")
                assert refused.status_code == 422, (method, path)
                assert "x" in [one["field"] for one in refused.json()["errors"]], (method, path)
    saved = caller.post("/api/v1/customers?dry_run=1", {"name": "Анна"}, content_type="application/json")
    assert [one["field"] for one in saved.json()["errors"]] == ["dry_run"]


def test_every_post_may_be_sent_twice() -> None:
    """By an Idempotency-Key, and the file says so (`openapi_extra=REPEATABLE`); the same file twice changes nothing."""
    posts = [methods["post"] for methods in reference.schema()["paths"].values() if "post" in methods]
    named = {one["operationId"] for one in posts if "Idempotency-Key" in {told["name"] for told in one["parameters"]}}
    assert {one["operationId"] for one in posts} - named == {"import_file"}


def test_a_field_of_the_address_is_named_too() -> None:
    assert field_name(("query", "limit")) == "limit"
    assert field_name(("body", "payload", "orders", 3, "total")) == "orders[3].total"
    assert field_name(("body", "payload")) == "payload"


def sent(body: object, *, idempotency_key: str = "k-1") -> HttpRequest:
    headers = {"idempotency-key": idempotency_key} if idempotency_key else {}
    return RequestFactory().post("/api/v1/orders", json.dumps(body), content_type="application/json", headers=headers)


def add_branch(name: str) -> idempotency.Answer:
    return 201, {"id": Branch.objects.create(name=name).pk}


@pytest.mark.django_db
def test_the_same_request_twice_is_done_once() -> None:
    first = idempotency.once(SYSTEM, request=sent([1]), now=timezone.now(), work=lambda: add_branch("North"))
    again = idempotency.once(SYSTEM, request=sent([1]), now=timezone.now(), work=lambda: add_branch("North"))
    assert first == again
    assert Branch.objects.count() == 1


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_a_conflict() -> None:
    idempotency.once(SYSTEM, request=sent([1]), now=timezone.now(), work=lambda: add_branch("North"))
    with pytest.raises(IdempotencyConflictError):
        idempotency.once(SYSTEM, request=sent([2]), now=timezone.now(), work=lambda: add_branch("South"))
    assert Branch.objects.count() == 1


@pytest.mark.django_db
def test_two_callers_may_choose_the_same_key() -> None:
    for number, name in enumerate(("North", "South")):
        caller = Actor(kind="key", name="till", id=number)
        idempotency.once(caller, request=sent([1]), now=timezone.now(), work=lambda name=name: add_branch(name))
    assert Branch.objects.count() == 2


@pytest.mark.django_db
def test_failed_work_leaves_the_key_free() -> None:
    def fail() -> idempotency.Answer:
        add_branch("North")
        raise HttpError(422, "no")

    with pytest.raises(HttpError):
        idempotency.once(SYSTEM, request=sent([1]), now=timezone.now(), work=fail)
    assert not IdempotentAnswer.objects.exists()
    assert not Branch.objects.exists()
    idempotency.once(SYSTEM, request=sent([2]), now=timezone.now(), work=lambda: add_branch("North"))
    assert Branch.objects.count() == 1


@pytest.mark.django_db
def test_without_the_header_nothing_is_remembered() -> None:
    request = sent([1], idempotency_key="")
    idempotency.once(SYSTEM, request=request, now=timezone.now(), work=lambda: add_branch("North"))
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week() -> None:
    now = timezone.now()
    idempotency.once(SYSTEM, request=sent([1]), now=now, work=lambda: add_branch("North"))
    assert idempotency.forget_old(now=now + timedelta(days=6)) == 0
    assert idempotency.forget_old(now=now + timedelta(days=7, seconds=1)) == 1


def test_people_read_the_reference_and_programs_the_schema(agent: Staff) -> None:
    page = client_of(agent).get("/help/api")
    assert "GET /api/v1/me" in page.text
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Zabota"
