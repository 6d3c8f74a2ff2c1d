"""A program asks for customers as the list does, and for segments with their sizes."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.filtering import fields_for
from zabota.capabilities.segments import criteria, services
from zabota.capabilities.segments.models import Segment
from zabota.foundation.api.limits import SlidingWindow
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
TODAY = NOW.date()
IN_KAZAN = ["all", ["city", "is", "Казань"]]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def program(role: Role = Role.MANAGER, rights: tuple[str, ...] = ("customers.read", "segments.keep")) -> Client:
    key = identity.create_key(SYSTEM, name="shop", role=role, scopes=list(rights))
    return Client(headers={"Authorization": f"Bearer {key.text}", "Accept-Language": "en"})


@pytest.fixture
def people(owner: Staff) -> None:
    for name, city in (("Анна", "Казань"), ("Борис", "Тверь"), ("Вера", "Казань"), ("Глеб", "")):
        customers.create_customer(actor_of(owner), told=CustomerChange(fields={"name": name, "city": city}), now=NOW)


def kept(staff: Staff, told: list[Any], *, name: str, is_shared: bool = True) -> Segment:
    draft = services.SegmentDraft(
        name=name, about="", colour="sea", is_shared=is_shared, group=criteria.read(json.dumps(told))
    )
    return services.keep_segment(actor_of(staff), told=draft, today=TODAY, now=NOW)


def asked(caller: Client, **given: Any) -> Any:
    return caller.get("/api/v1/customers", given)


def names(caller: Client, **given: Any) -> list[str]:
    return [one["name"] for one in asked(caller, **given).json()["customers"]]


def test_customers_are_asked_for_by_the_filter_of_the_list(people, django_assert_max_num_queries):
    caller = program()
    assert names(caller, filter=json.dumps(IN_KAZAN)) == ["Анна", "Вера"]
    nested = ["any", ["city", "empty"], ["all", ["city", "is", "Казань"], ["name", "contains", "анн"]]]
    assert names(caller, filter=json.dumps(nested)) == ["Анна", "Глеб"]
    assert names(caller, filter=json.dumps(IN_KAZAN), q="Вера") == ["Вера"]
    with django_assert_max_num_queries(14):
        page = asked(caller, filter=json.dumps(IN_KAZAN), limit=1).json()
    assert names(caller, filter=json.dumps(IN_KAZAN), limit=1, after=page["next"]) == ["Вера"]


def test_a_filter_that_cannot_be_read_is_refused_in_words(people):
    answer = asked(program(), filter='["all",["added","is","31.02.2026"]]')
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "filter", "message": "“Added”: expected a day like 2026-05-31, got “31.02.2026”.", "code": "refused"}
    ]
    answer = program().get("/api/v1/customers", {"filter": "{"}, headers={"Accept-Language": "ru"})
    assert answer.json()["errors"][0]["message"] == "Фильтр в адресе не читается: задайте его заново."


def test_customers_are_asked_for_by_a_segment_with_the_rights_of_the_key(people, owner, django_assert_max_num_queries):
    segment = kept(owner, IN_KAZAN, name="Казань")
    caller = program()
    with django_assert_max_num_queries(15):
        assert names(caller, segment=segment.pk) == ["Анна", "Вера"]
    own = kept(owner, IN_KAZAN, name="Своё", is_shared=False)
    for unseen in (own.pk, 999_999):
        refused = asked(program(), segment=unseen)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "segment")
    assert asked(program(rights=("customers.read",)), segment=segment.pk).status_code == 403
    Segment.objects.filter(pk=segment.pk).update(filter='["all",["gone","is","x"]]')
    assert asked(program(), segment=segment.pk).status_code == 422, "a field that is gone finds nobody, not everybody"


def test_segments_are_told_with_their_sizes_page_by_page(people, owner, django_assert_max_num_queries):
    first, second = kept(owner, IN_KAZAN, name="Казань"), kept(owner, ["all", ["city", "empty"]], name="Без города")
    kept(owner, IN_KAZAN, name="Своё", is_shared=False)
    first.sizes.create(day=date(2026, 5, 1), customers=7)
    first.sizes.create(day=date(2025, 5, 1), customers=9)
    caller = program()
    with django_assert_max_num_queries(6):
        page = caller.get("/api/v1/segments", {"days": 30}).json()
    assert page["segments"][0] == {
        "id": first.pk, "name": "Казань", "about": "", "colour": "sea", "is_shared": True,
        "filter": '["all",["city","is","Казань"]]', "size": 2,
        "sizes": [{"day": "2026-05-01", "customers": 7}, {"day": "2026-05-06", "customers": 2}],
    }  # fmt: skip
    assert [one["id"] for one in page["segments"]] == [first.pk, second.pk]
    page = program().get("/api/v1/segments", {"limit": 1}).json()
    rest = program().get("/api/v1/segments", {"limit": 1, "after": page["next"]}).json()
    assert ([one["id"] for one in rest["segments"]], rest["next"]) == ([second.pk], None)
    assert program(rights=("customers.read",)).get("/api/v1/segments").status_code == 403


NASTY = ("\x00", "\ud800", "9" * 30, "-1", "1e400", "0001-01-01", "9999-12-31", "%_\\'\"", "", "²", "x" * 400)


@pytest.mark.slow
def test_no_value_of_any_field_breaks_the_list(people, owner, monkeypatch):
    monkeypatch.setattr(SlidingWindow, "take", lambda *_args, **_more: 0)
    caller = program(Role.OWNER, tuple(sorted({field.permission for field in fields_for(actor_of(owner)).values()})))
    for field in fields_for(actor_of(owner)).values():
        for operator in field.asked:
            for value in NASTY:
                told = json.dumps(["all", [field.code, operator.value, value, value]])
                assert asked(caller, filter=told).status_code in (200, 422), told
