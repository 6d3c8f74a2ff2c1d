import pytest

from zabota.capabilities.value.contracts import READ_VALUE, Readiness
from zabota.capabilities.value.tests.shelves import a_run
from zabota.foundation.identity import services
from zabota.foundation.identity.contracts import SYSTEM, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def headers(company) -> dict[str, str]:
    key = services.create_key(SYSTEM, name="till", role=Role.ANALYST, scopes=[READ_VALUE])
    return {"Authorization": f"Bearer {key.text}"}


def test_the_list_goes_on_to_the_end_and_shows_everybody_once(client, headers) -> None:
    a_run(count=130)
    seen, after = [], ""
    while after is not None:
        page = client.get("/api/v1/customers/value", {"limit": 50, "after": after}, headers=headers).json()
        seen += [item["customer_id"] for item in page["items"]]
        after = page["next"]
    assert seen == list(range(1, 131))


def test_one_customer_stands_at_every_horizon(client, headers) -> None:
    a_run(count=20)
    answer = client.get("/api/v1/customers/7/value", headers=headers).json()
    assert [row["horizon_months"] for row in answer["horizons"]] == [6, 12, 24]
    assert answer["horizons"][0]["margin_minor"] == 1300
    assert answer["basis"]["readiness"] == "ready"


def test_the_list_is_told_at_the_horizon_that_is_asked_for(client, headers) -> None:
    a_run(count=3)
    for months in (6, 12, 24):
        asked = client.get("/api/v1/customers/value", {"horizon_months": months}, headers=headers).json()
        assert {item["horizon_months"] for item in asked["items"]} == {months}
    assert client.get("/api/v1/customers/value", {"horizon_months": 7}, headers=headers).status_code == 422


def test_a_thin_history_gives_ranges_without_a_figure(client, headers) -> None:
    a_run(count=20, readiness=Readiness.THIN)
    row = client.get("/api/v1/customers/value", headers=headers).json()["items"][0]
    assert row["clv"] == {"value_minor": None, "low_minor": 0, "high_minor": 1900}
    assert row["alive_probability"] is None


def test_before_the_first_computation_the_list_is_empty_and_says_so(client, headers) -> None:
    assert client.get("/api/v1/customers/value", headers=headers).json() == {"basis": None, "items": [], "next": None}
    assert client.get("/api/v1/customers/7/value", headers=headers).status_code == 404
