from datetime import UTC, datetime

import pytest

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.telephony import queries, services
from zabota.capabilities.telephony.contracts import BadPhoneError
from zabota.capabilities.telephony.models import PhoneCall
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import Role
from zabota.foundation.testing.cast import actor_of, client_of

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)
PHONE = "+79161234567"


def card(owner, name: str, phone: str = PHONE) -> Customer:
    told = CustomerChange(fields={"name": name}, contacts=[ContactDraft(kind="phone", value=phone)])
    return customers.create_customer(actor_of(owner), told=told, now=NOW).customer


@pytest.mark.parametrize("form", ["8 916 123-45-67", "+7 (916) 123 45 67", "79161234567", " 79161234567", "9161234567"])
def test_a_number_is_known_however_it_is_written(form, company):
    assert queries.written_alike(form) == PHONE


@pytest.mark.parametrize("form", ["", "anna", "12", "+7916", "8" * 60, "=1+1"])
def test_what_is_no_number_is_refused(form):
    with pytest.raises(BadPhoneError):
        queries.written_alike(form)


def test_a_known_number_opens_the_card_with_the_call_panel_and_writes_nothing(owner, agent):
    anna = card(owner, "Анна")
    before = TimelineEvent.objects.count()
    answer = client_of(agent).get("/call", {"phone": "8 (916) 123-45-67"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/customers/{anna.pk}?call=79161234567"
    assert "Call: +7\u00a0916\u00a0123-45-67" in answer.content.decode()
    assert TimelineEvent.objects.count() == before


def test_the_look_up_takes_few_queries_however_many_have_the_number(owner, django_assert_max_num_queries):
    for n in range(12):
        card(owner, f"Клиент {n}")
    with django_assert_max_num_queries(2):
        assert len(queries.who_calls(actor_of(owner), phone=PHONE)) == 12


def test_of_several_one_is_chosen_and_an_unknown_number_gets_a_card(owner, agent):
    client = client_of(agent)
    page = client.get("/call", {"phone": PHONE}).content.decode()
    assert "is new here" in page
    assert client.post("/call/open", {"phone": PHONE, "name": ""}).status_code == 422
    answer = client.post("/call/open", {"phone": PHONE, "name": "Пётр"}, follow=True)
    assert "Write the call down" in answer.content.decode()
    petr = Customer.objects.get(name="Пётр")
    card(owner, "Анна")
    page = client.get("/call", {"phone": PHONE}).content.decode()
    assert "Several have the number" in page
    assert f"/customers/{petr.pk}?call=" in page


def test_a_call_written_down_stands_on_the_timeline_with_its_next_step(owner, agent):
    anna = card(owner, "Анна")
    told = {"phone": PHONE, "direction": "in", "outcome": "call_back", "text": "Просит скатерть", "next_step": "Узнать"}
    client_of(agent).post(f"/customers/{anna.pk}/call", told)
    assert CustomerNote.objects.get().next_step == "Узнать"
    assert (Task.objects.get().title, Task.objects.get().owner_id) == ("Узнать", agent.pk)
    page = client_of(agent).get(f"/customers/{anna.pk}").content.decode()
    assert "Phone call: Asked to call back" in page
    assert "Просит скатерть" in page
    assert PhoneCall.objects.get().customer_id == anna.pk


def test_a_call_told_twice_by_the_exchange_is_one(owner):
    anna = card(owner, "Анна")
    told = {"phone": PHONE, "direction": "in", "started_at": NOW, "key": "c-1", "duration_seconds": 65}
    first = services.take_call(actor_of(owner), **told)
    assert services.take_call(actor_of(owner), **told).pk == first.pk
    assert TimelineEvent.objects.filter(kind="telephony.call", customer_id=anna.pk).count() == 1


def test_calls_of_an_unknown_number_move_onto_the_card_that_is_opened(owner):
    call = services.take_call(actor_of(owner), phone=PHONE, direction="in", started_at=NOW, key="c-1")
    assert call.customer_id is None
    petr = services.open_card(actor_of(owner), phone=PHONE, name="Пётр", now=NOW)
    call.refresh_from_db()
    assert call.customer_id == petr.pk
    assert TimelineEvent.objects.filter(kind="telephony.call", customer_id=petr.pk).exists()


def test_an_exchange_tells_of_calls_by_the_api(owner):
    anna = card(owner, "Анна")
    scopes = ["telephony.answer", "customers.read", "customers.write"]
    token = identity.create_key(actor_of(owner), name="АТС", role=Role.AGENT, scopes=scopes).text
    client = client_of(None)
    told = {"key": "c-7", "phone": "8 916 123 45 67", "started_at": "2026-05-03T12:00:00+03:00", "duration_seconds": 0}
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/v1/calls", told, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer.json()["customer_id"] == anna.pk
    assert answer.json()["outcome"] == "no_answer"
    bad = client.post("/api/v1/calls", told | {"phone": "none"}, content_type="application/json", headers=headers)
    assert bad.status_code == 422


def test_the_company_writes_its_own_script(manager, agent):
    assert client_of(agent).get("/settings/calls").status_code == 403
    client_of(manager).post("/settings/calls", {"text": "Улыбнитесь.\nПредставьтесь."})
    assert queries.get_script().splitlines() == ["Улыбнитесь.", "Представьтесь."]
