"""What the owner hides from a role is nowhere to be seen, found, chosen or changed by it; everybody else goes on."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import (
    ContactDraft,
    CustomerChange,
    DateDraft,
    FieldDraft,
    HideableFact,
    UnknownReferenceError,
)
from zabota.capabilities.customers.filtering import fields_for
from zabota.capabilities.customers.models import Customer, CustomerKey, CustomerNote, HiddenFact
from zabota.capabilities.customers.tests.test_api import RIGHTS, program
from zabota.capabilities.duplicates import services as duplicates
from zabota.capabilities.duplicates.contracts import Merge
from zabota.capabilities.duplicates.looking import look_at
from zabota.capabilities.letters import facts as letters
from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.search import queries as search
from zabota.foundation.testing.cast import actor_of, client_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = ("+79161234567", "916 123-45-67", "anna@example.com", "anna_tg", "17 мая", "17.05", "Тверская", "Казань",
           "технолог", "Выставка", "сильно сомневается")  # fmt: skip
MERGING = [*RIGHTS, "duplicates.merge"]
TOLD = CustomerChange(
    fields={
        "name": "Анна Петрова", "city": "Казань", "address": "Тверская, 1", "occupation": "технолог",
        "manner": "doubting", "acquisition_source": "Выставка", "acquisition_cost_minor": 50_000,
    },
    contacts=[
        ContactDraft(kind="phone", value="+79161234567"), ContactDraft(kind="email", value="anna@example.com"),
        ContactDraft(kind="telegram", value="anna_tg"),
    ],
    dates=[DateDraft(kind="birthday", month=5, day=17)],
)  # fmt: skip


@pytest.fixture
def anna(owner) -> Customer:
    customer = services.create_customer(actor_of(owner), told=TOLD, now=NOW).customer
    services.add_note(actor_of(owner), customer=customer, text="сильно сомневается", now=NOW)
    return customer


@pytest.fixture
def hidden(owner) -> None:
    services.hide_facts(actor_of(owner), hidden_from={fact: ["agent"] for fact in HideableFact})


def shown_to(staff, address: str) -> list[str]:
    page = client_of(staff).get(address).text
    return [secret for secret in SECRETS if secret in page.replace("\u00a0", " ").replace("&nbsp;", " ")]


@pytest.mark.usefixtures("hidden")
def test_pages_show_it_to_the_others_only(owner, agent, anna):
    card, edit = (reverse(f"customers:{name}", args=[anna.pk]) for name in ("customer", "edit"))
    columns = "".join(f"&col={code}" for code in ("phone", "email", "city", "address", "occupation", "birthday"))
    for address in (card, edit, f"{reverse('segments:customers')}?{columns[1:]}"):
        assert len(shown_to(owner, address)) >= 4
        assert shown_to(agent, address) == []
    assert not {"phone", "email", "messenger", "birthday", "city", "source", "manner"} & set(
        fields_for(actor_of(agent))
    )


@pytest.mark.usefixtures("hidden")
def test_the_search_neither_finds_by_it_nor_tells_it(owner, agent, anna):
    for typed in ("1234567", "+79161234567", "anna@example.com"):
        assert search.find(actor_of(owner), typed).count == 1
        assert search.find(actor_of(agent), typed).count == 0
        everybody = Customer.objects.all()
        assert list(queries.in_words(actor_of(owner), everybody, typed)) == [anna]
        assert list(queries.in_words(actor_of(agent), everybody, typed)) == []
    (hit,) = search.find(actor_of(agent), "петрова").groups[-1].hits
    assert (hit.title, hit.subtitle) == ("Анна Петрова", "")
    assert list(queries.in_words(actor_of(agent), Customer.objects.all(), "анна петр")) == [anna]
    asked = fields_for(actor_of(agent))["name"].where
    assert asked is not fields_for(actor_of(owner))["name"].where


@pytest.mark.usefixtures("hidden")
def test_programs_get_it_empty_and_may_not_ask_by_it(anna):
    address = f"/api/v1/customers/{anna.pk}"
    seen = program(Role.AGENT).get(address).json()
    assert (seen["contacts"], seen["dates"], seen["city"], seen["acquisition_cost_minor"]) == ([], [], "", None)
    assert len(program(Role.OWNER).get(address).json()["contacts"]) == 3
    assert program(Role.AGENT).get(f"{address}/notes").json() == {"notes": []}
    assert not any(one["kind"] == "customers.note_added" for one in program(Role.AGENT).get(
        f"{address}/timeline").json()["events"])  # fmt: skip
    assert program(Role.AGENT).get("/api/v1/customers?phone=%2B79161234567").status_code == 422
    by_city = program(Role.AGENT).get("/api/v1/customers", {"filter": json.dumps(["all", ["city", "is", "Казань"]])})
    assert by_city.status_code == 422
    assert program(Role.AGENT).get("/api/v1/customers").json()["customers"][0]["contacts"] == []


@pytest.mark.usefixtures("hidden")
def test_what_is_not_seen_is_not_changed_and_does_not_get_lost(owner, agent, anna):
    client = client_of(agent)
    page = client.get(reverse("customers:edit", args=[anna.pk]))
    form = page.context["card"]
    given = {"kind": "person", "name": "Анна Иванова", "salutation": "", "owner_id": "", "branch_id": "", "tags": ""}
    for prefix, forms in (("contacts", form.contacts), ("dates", form.dates)):
        given |= {f"{prefix}-TOTAL_FORMS": forms.total_form_count(), f"{prefix}-INITIAL_FORMS": 0}
    assert client.post(reverse("customers:edit", args=[anna.pk]), given).status_code == 302
    whole = queries.get_whole(actor_of(owner), customer_id=anna.pk)
    assert whole.name == "Анна Иванова"
    assert (whole.city, whole.contacts.count(), whole.dates.count()) == ("Казань", 3, 1)
    refused = (
        {"fields": {"city": "Пермь"}}, {"dates": [DateDraft(kind="birthday", month=1, day=1)]},
        {"contacts": [ContactDraft(kind="phone", value="+79160000000")]},
    )  # fmt: skip
    for change in refused:
        with pytest.raises(UnknownReferenceError):
            services.change_customer(actor_of(agent), customer_id=anna.pk, change=CustomerChange(**change), now=NOW)
    told = CustomerChange(fields={"name": "Пётр"}, contacts=[ContactDraft(kind="phone", value="+79165554433")])
    new = services.create_customer(actor_of(agent), told=told, now=NOW).customer
    assert new.contacts.count() == 1


@pytest.mark.usefixtures("hidden")
def test_duplicates_are_compared_and_merged_without_it_and_nothing_hidden_is_chosen(owner, agent, anna):
    told = CustomerChange(
        fields={"name": "Анна Петрова", "city": "Пермь", "address": "Ленина, 5"},
        contacts=[ContactDraft(kind="phone", value="+79161234567")],
    )
    other = services.create_customer(actor_of(owner), told=told, now=NOW).customer
    field = services.save_field(actor_of(owner), told=FieldDraft(name="Долг", kind="text", hidden_from=["agent"]))
    look_at([anna.pk, other.pk], now=NOW)
    side_by_side = f"{reverse('duplicates:compare')}?id={anna.pk}&id={other.pk}"
    for address in (side_by_side, reverse("duplicates:pairs")):
        assert "916" in client_of(owner).get(address).text
        page = client_of(agent).get(address).text
        assert not any(word in page for word in ("916", "Пермь", "Ленина", "Долг", "same phone"))
    assert "phone" not in program(Role.AGENT, MERGING).get("/api/v1/duplicates").json()["pairs"][0]["reasons"]
    for name in ("city", "birthday", f"custom_{field.pk}", "nothing"):
        merge = Merge(winner_id=anna.pk, loser_ids=[other.pk], choices={name: other.pk})
        with pytest.raises(UnknownReferenceError):
            duplicates.merge_cards(actor_of(agent), merge=merge, now=NOW)
    sent = {"cards": [other.pk], "fields": {"city": other.pk}}
    refused = program(Role.AGENT, MERGING).post(
        f"/api/v1/customers/{anna.pk}/merge", sent, content_type="application/json"
    )
    assert refused.status_code == 422
    merge = Merge(winner_id=anna.pk, loser_ids=[other.pk], choices={"name": other.pk})
    done = duplicates.merge_cards(actor_of(agent), merge=merge, now=NOW)
    kept = queries.get_whole(actor_of(owner), customer_id=done.customer.pk)
    assert (kept.city, kept.acquisition_source, kept.contacts.count(), kept.dates.count()) == (
        "Казань",
        "Выставка",
        3,
        1,
    )


@pytest.mark.usefixtures("hidden")
def test_letters_and_lists_of_contacts_leave_it_out(owner, agent, anna):
    for staff, is_there in ((owner, True), (agent, False)):
        actor = actor_of(staff)
        fresh = Customer.objects.get(pk=anna.pk)
        values = letters.values_for(actor, customer=fresh, language="ru", order_id=None, now=NOW)
        assert bool(values["customer.phone"] and values["customer.email"] and values["customer.address"]) is is_there
        reach = queries.contacts_of(actor, [anna.pk])[anna.pk]
        assert bool(reach.phones or reach.emails) is is_there
        assert bool(queries.list_notes(actor, customer_id=anna.pk, limit=9)) is is_there
        assert values["customer.name"] == "Анна Петрова"


def test_whoever_has_no_name_is_called_by_a_code_or_a_number_and_not_by_a_phone(company, db):
    ids = [Customer.objects.create(created_at=NOW).pk for _number in range(3)]
    CustomerKey.objects.create(customer_id=ids[0], source="till", key="A-7")
    CustomerKey.objects.create(customer_id=ids[1], source="till", key="phone:+79161234567")
    assert queries.names_of() == {ids[0]: "A-7", ids[1]: f"Клиент {ids[1]}", ids[2]: f"Клиент {ids[2]}"}


def test_a_key_of_a_program_sees_what_its_role_sees(owner, anna):
    services.hide_facts(actor_of(owner), hidden_from={HideableFact.PHONES: ["analyst"]})
    key = Actor(kind="key", name="Каталог", role=Role.ANALYST, id=1)
    kinds = {point.kind for point in queries.get_customer(key, customer_id=anna.pk).contacts.all()}
    assert kinds == {"email", "telegram"}
    assert CustomerNote.objects.get() in queries.list_notes(key, customer_id=anna.pk, limit=9)


def test_the_owner_hides_by_ticks_and_shows_again(owner, agent):
    address = reverse("customers:hide")
    assert client_of(agent).post(address).status_code == 403
    client_of(owner).post(
        address, {"hide": ["phones:agent", "phones:analyst", "notes:agent", "phones:owner", "x:agent"]}
    )
    assert dict(HiddenFact.objects.values_list("fact", "hidden_from")) == {
        "phones": ["agent", "analyst"], "notes": ["agent"],
    }  # fmt: skip
    assert "checked" in client_of(owner).get(reverse("customers:visibility")).text
    client_of(owner).post(address, {"hide": ["notes:agent"]})
    assert list(HiddenFact.objects.values_list("fact", flat=True)) == ["notes"]
    for wrong in ({"phones": ["owner"]}, {"nothing": ["agent"]}):
        with pytest.raises(UnknownReferenceError):
            services.hide_facts(actor_of(owner), hidden_from=wrong)
