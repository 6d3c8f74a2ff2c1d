import pytest

from zabota.foundation.audit import services
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.testing.cast import actor_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deeds(owner):
    for action, name in [("shop.opened", "Арбат"), ("shop.closed", "Сокол")]:
        services.record(actor=actor_of(owner), action=action, object_kind="shop", object_id=name, summary=name)
    services.record(actor=SYSTEM, action="shop.swept", object_kind="shop", object_id="=1+1", summary="=1+1")


def test_the_owner_finds_a_deed_by_a_word(owner, deeds):
    page = client_of(owner).get("/settings/audit", {"q": "арбат"}).content.decode()
    assert "<td>shop Арбат</td>" in page
    assert "<td>shop Сокол</td>" not in page


def test_a_deed_is_found_by_its_doer_and_its_day(owner, deeds):
    person = client_of(owner)
    assert "<td>shop =1+1</td>" not in person.get("/settings/audit", {"who": owner.pk}).content.decode()
    assert "<td>shop Арбат</td>" not in person.get("/settings/audit", {"until": "2020-01-01"}).content.decode()


def test_the_export_is_what_the_filters_leave_and_starts_no_formula(owner, deeds):
    person = client_of(owner)
    rows = person.get("/settings/audit/export", {"action": "shop.swept"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert ",'=1+1," in rows[1]


def test_older_deeds_are_one_page_away(owner, deeds):
    for number in range(60):
        services.record(actor=SYSTEM, action="shop.swept", object_kind="shop", object_id=number)
    page = client_of(owner).get("/settings/audit", {"q": "shop"})
    older = page.context["older"]
    assert "<td>shop Арбат</td>" in client_of(owner).get(f"/settings/audit?{older}").content.decode()


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_agents_and_analysts_do_not_read_the_log(role, request):
    person = client_of(request.getfixturevalue(role))
    assert {person.get(url).status_code for url in ("/settings/audit", "/settings/audit/export")} == {403}
