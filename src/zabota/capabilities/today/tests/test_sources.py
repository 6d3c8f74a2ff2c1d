"""What a capability above may declare, by a source made up here."""

from datetime import UTC, datetime

import pytest
import time_machine

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.today import queries, sources
from zabota.capabilities.today.contracts import Entry, GoneError, Money, Step
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.testing.cast import actor_of, client_of

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
HERE = "zabota.capabilities.today.tests.test_sources"
TOLD: list[Entry] = []


def load(actor, *, staff_ids, now, limit):
    return [one for one in TOLD if staff_ids is None or one.owner_id in staff_ids][:limit]


def finish(actor, *, key, now):
    raise GoneError(key)


@pytest.fixture(autouse=True)
def a_source(monkeypatch):
    TOLD.clear()
    monkeypatch.setattr(sources, "_sources", {})
    monkeypatch.setattr(sources, "_worth", {})
    sources.declare_source("cases", "Cases", "message", "today.use", f"{HERE}.load", finish=f"{HERE}.finish")
    with time_machine.travel(NOW, tick=False):
        yield


def an_entry(key: str, **told) -> Entry:
    return Entry(**{"key": key, "title": f"Case {key}", "reason": "Answered 3 of 10.", "url": f"/cases/{key}", **told})


def test_a_source_tells_money_with_its_range_and_a_step_that_changes_something(agent):
    TOLD.append(
        an_entry(
            "7", at_risk=Money(amount_minor=250_000, low_minor=100_000, high_minor=400_000), owner_id=agent.pk,
            step=Step(label="Take it", url="/cases/7/take", icon="check", is_post=True),
        )
    )  # fmt: skip
    page = client_of(agent).get("/today").content.decode()
    assert "1 thing waits; at risk ₽2,500." in page
    assert "₽1,000 to ₽4,000" in page
    assert '<form method="post" action="/cases/7/take"' in page
    assert "Done: Case 7" in page
    assert "Hand over to a colleague" not in page


def test_what_its_source_says_cannot_be_done_here_is_not_offered(agent):
    TOLD.append(an_entry("7", can_finish=False))
    assert "Done: Case 7" not in client_of(agent).get("/today").content.decode()
    refused = client_of(agent).post("/today/done", {"key": "cases:7"}, follow=True).content.decode()
    assert "It is not in the queue any more." in refused


def test_entries_of_customers_one_may_not_see_are_left_out(agent, manager):
    here, there = Branch.objects.create(name="Арбат"), Branch.objects.create(name="Невский")
    Staff.objects.filter(pk=agent.pk).update(branch=here)
    agent.refresh_from_db()
    for key, branch in (("1", here), ("2", there)):
        TOLD.append(an_entry(key, customer_id=Customer.objects.create(name=key, branch=branch, created_at=NOW).pk))
    TOLD.append(an_entry("3", customer_id=999_999))

    def keys(staff):
        actor = actor_of(staff)
        return [one.key for one in queries.get_queue(actor, of=queries.own(actor), now=NOW).waiting]

    assert keys(agent) == ["cases:1"]
    assert keys(manager) == ["cases:1", "cases:2"]


def test_a_source_that_had_more_to_tell_is_named(agent):
    TOLD.extend(an_entry(str(n)) for n in range(600))
    page = client_of(agent).get("/today").content.decode()
    assert "Cases: only the first 500 are here" in page
    assert "Show 100 more" in page
    assert client_of(agent).get("/today?rows=999999").content.decode().count('class="z-today"') == 40
    assert client_of(agent).get("/today?rows=9999").content.decode().count('class="z-today"') == 500
