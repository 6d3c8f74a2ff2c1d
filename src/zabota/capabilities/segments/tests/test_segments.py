"""Customers found by any fact, many changed at once and back, filters kept as segments."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import override
from openpyxl import load_workbook

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.bulk import find_action
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft, FieldDraft
from zabota.capabilities.customers.filtering import fields_for
from zabota.capabilities.customers.models import Customer, CustomerTag, Tag
from zabota.capabilities.customers.panels import CardRequest
from zabota.capabilities.sales.models import Order
from zabota.capabilities.segments import criteria, jobs, queries, services, wording
from zabota.capabilities.segments.contracts import BadFilterError
from zabota.capabilities.segments.models import Segment, SegmentSize
from zabota.capabilities.segments.queries import Wanted
from zabota.capabilities.segments.web.card_part import segments_part
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.models import Change

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
LIST = "/customers"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def card(staff, name: str, *, tags: tuple[str, ...] = (), phone: str = "", **fields: object) -> Customer:
    actor = actor_of(staff)
    told = CustomerChange(
        fields={"name": name} | fields, tag_ids=customers.named_tags(actor, names=tags),
        contacts=[ContactDraft(kind="phone", value=phone)] if phone else [],
        dates=[DateDraft(kind="birthday", month=5, day=9)] if "Анна" in name else [],
    )  # fmt: skip
    return customers.create_customer(actor, told=told, now=NOW).customer


@pytest.fixture
def people(owner, agent) -> dict[str, Customer]:
    return {
        "Анна": card(owner, "Анна Соколова", tags=("лён", "опт"), phone="+79161234567", city="Казань"),
        "Борис": card(owner, "Борис Ильин", tags=("лён",), city="Казань", owner_id=agent.pk),
        "Вера": card(owner, "Вера Ким", city="Тверь", acquisition_source="Выставка"),
    }


def found(staff, told: list[object]) -> list[str]:
    group = criteria.read(json.dumps(told))
    rows = queries.found(actor_of(staff), Wanted(group=group), now=NOW)
    return [one.name.split()[0] for one in rows.order_by("name")]


def tag_id(name: str) -> str:
    return str(CustomerTag.objects.filter(tag__name=name).values_list("tag_id", flat=True)[0])


def test_facts_of_the_card_are_asked_alone_together_and_in_groups(owner, agent, people):
    assert found(owner, ["all", ["city", "is", "казань"]]) == ["Анна", "Борис"]
    assert found(owner, ["all", ["city", "contains", "вер"]]) == ["Вера"]
    assert found(owner, ["all", ["name", "contains", "соколов"]]) == ["Анна"]
    assert found(owner, ["all", ["phone", "filled"]]) == ["Анна"]
    assert found(owner, ["all", ["phone", "empty"]]) == ["Борис", "Вера"]
    assert found(owner, ["all", ["birthday", "next_days", "3"]]) == ["Анна"]
    assert found(owner, ["all", ["birthday", "next_days", "2"]]) == []
    assert found(owner, ["all", ["owner", "one_of", str(agent.pk)]]) == ["Борис"]
    assert found(owner, ["all", ["tags", "all_of", tag_id("лён"), tag_id("опт")]]) == ["Анна"]
    assert found(owner, ["all", ["tags", "none_of", tag_id("лён")]]) == ["Вера"]
    in_groups = ["any", ["source", "is", "Выставка"], ["all", ["city", "is", "Казань"], ["phone", "filled"]]]
    assert found(owner, in_groups) == ["Анна", "Вера"]


def test_orders_and_a_field_of_the_company_are_asked_too(owner, people):
    field = customers.save_field(actor_of(owner), told=FieldDraft(name="Скидка", kind="number"), options=[])
    customers.change_customer(
        actor_of(owner), customer_id=people["Вера"].pk, change=CustomerChange(custom={field.pk: "5"}), now=NOW
    )
    Order.objects.create(
        source="till", number="1", customer=people["Анна"], ordered_at=NOW, ordered_on=date(2026, 5, 1),
        amount_minor=100_00, currency="RUB",
    )  # fmt: skip
    assert found(owner, ["all", [f"custom_{field.pk}", "at_least", "4,5"]]) == ["Вера"]
    assert found(owner, ["all", ["bought_on", "last_days", "7"]]) == ["Анна"]
    assert found(owner, ["all", ["bought_on", "not_last_days", "7"]]) == ["Борис", "Вера"]


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '["some",["city","is","x"]]', '["all",["nothing","is","x"]]', '["all",["city","at_least","3"]]',
        '["all",["city","is"]]', '["all",["added","last_days","many"]]', '["all",["added","is","31.02.2026"]]',
        '["all",["city",7]]', '["all",["city","is","\\u0000"]]', '["all",["city","is","\\ud800"]]',
        '["all",["all",["all",["all",["city","is","x"]]]]]',
        json.dumps(["all", *[["city", "is", "x"]] * 31]),
    ],
)  # fmt: skip
def test_a_filter_nobody_could_have_meant_is_refused_in_words_and_finds_nobody(owner, people, text):
    with pytest.raises(BadFilterError):
        queries.found(actor_of(owner), Wanted(group=criteria.read(text)), now=NOW).count()
    page = client_of(owner).get(LIST, {"filter": text})
    assert page.status_code == 200
    assert "Анна" not in page.content.decode()


def test_a_filter_is_said_in_words(owner, people):
    group = criteria.read('["any",["city","is","Казань"],["all",["added","last_days","7"],["messenger","is","no"]]]')
    told = {"fields": fields_for(actor_of(owner)), "actor": actor_of(owner), "currency": "RUB"}
    with override("ru"):
        assert wording.sentence(group, **told) == (
            "Город: точно «Казань» или (Добавлен: за последние 7 дней и Есть мессенджер: нет)"
        )


def test_the_form_of_the_filter_becomes_an_address_and_stands_there_again(owner, people):
    client = client_of(owner)
    form = {
        "all": "all", "row": ["a1", "b2"], "ga1": "", "fa1": "city", "oa1": "is", "va1": "Казань",
        "gb2": "k", "fb2": "phone", "ob2": "filled", "allk": "any", "q": "",
    }  # fmt: skip
    answer = client.get(LIST, form)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Анна Соколова" in page
    assert "Борис" not in page
    assert 'value="Казань"' in page
    assert "1 customer fits" in client.get("/customers/count", form).content.decode()
    assert "at least" in client.get("/customers/condition", {"key": "c3", "fc3": "orders"}).content.decode()


def test_pages_go_by_key_in_any_order_and_show_everybody_once(owner):
    for number in range(7):
        made = Customer.objects.create(name=f"Имя {number % 3}", created_at=NOW)
        Order.objects.create(
            source="till", number=str(number), customer=made, ordered_at=NOW, ordered_on=NOW.date(), currency="RUB",
            amount_minor=number,
        )  # fmt: skip
    fields = fields_for(actor_of(owner))
    for code in ("name", "added", "orders"):
        for is_descending in (True, False):
            seen, after = [], ""
            while True:
                page = queries.page(
                    Customer.objects.all(), sort=fields[code], is_descending=is_descending, after=after, limit=2
                )
                seen += [one.pk for one in page.customers]
                after = page.following
                if not after:
                    break
            assert sorted(seen) == sorted(Customer.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("listed", [5_000, 10])
def test_the_first_page_of_a_filter_comes_with_its_count_and_leads_on(owner, monkeypatch, listed):
    """Whether the ids found are few enough to be listed at once or not."""
    monkeypatch.setattr(queries, "LISTED", listed)
    made = [Customer.objects.create(name="Анна", city="Тверь", created_at=NOW).pk for _number in range(53)]
    wanted = Wanted(group=criteria.read('["all",["city","is","Тверь"]]'))
    actor = actor_of(owner)
    rows = queries.found(actor, wanted, now=NOW)
    page, count = queries.first_page(actor, rows, wanted, sort=None, is_descending=True)
    rest = queries.page(rows, sort=None, is_descending=True, after=page.following)
    assert (count, len(page.customers), rest.following) == (53, 50, "")
    assert [one.pk for one in (*page.customers, *rest.customers)] == sorted(made, reverse=True)


def test_the_list_asks_a_bounded_number_of_questions(owner, people, django_assert_max_num_queries):
    client = client_of(owner)
    for number in range(60):
        Customer.objects.create(name=f"Имя {number}", created_at=NOW)
    with django_assert_max_num_queries(26):
        page = client.get(LIST).content.decode()
    assert page.count("data-row-check") == 50
    assert "after=" in page


def deed(staff, code: str, **told: object):
    return client_of(staff).post("/customers/deed", {"deed": code, "sure": "1"} | told)


def test_a_tag_is_put_on_those_chosen_and_taken_back_whole(owner, people):
    chosen = [people["Анна"].pk, people["Вера"].pk]
    page = client_of(owner).post("/customers/deed", {"deed": "tag", "id": chosen}).content.decode()
    assert "It will meet 2 customers." in page
    deed(owner, "tag", id=chosen, tags="опт, новый")
    tagged = set(CustomerTag.objects.filter(tag__name__in=("опт", "новый")).values_list("customer_id", "tag__name"))
    assert tagged == {(pk, name) for pk in chosen for name in ("опт", "новый")}
    client_of(owner).post(reverse("undo:undo", args=[Change.objects.latest("pk").pk]))
    assert set(CustomerTag.objects.filter(tag__name__in=("опт", "новый")).values_list("customer_id", "tag__name")) == {
        (people["Анна"].pk, "опт"),
    }  # fmt: skip


def test_a_deed_for_all_that_are_found_meets_nobody_else(owner, people):
    told = '["all",["city","is","Казань"]]'
    deed(owner, "field", everybody="1", filter=told, field="city", value="Самара", id=[people["Вера"].pk])
    assert dict(Customer.objects.values_list("name", "city")) == {
        "Анна Соколова": "Самара", "Борис Ильин": "Самара", "Вера Ким": "Тверь",
    }  # fmt: skip
    client_of(owner).post(reverse("undo:undo", args=[Change.objects.latest("pk").pk]))
    assert Customer.objects.filter(city="Казань").count() == 2


def test_a_field_takes_only_what_it_can_hold(owner, people):
    answer = deed(owner, "field", id=[people["Анна"].pk], field="manner", value="весёлый")
    assert answer.status_code == 422
    assert "Expected one of" in answer.content.decode()
    deed(owner, "field", id=[people["Анна"].pk], field="manner", value="loyal")
    assert Customer.objects.get(pk=people["Анна"].pk).manner == "loyal"


def test_deleting_many_needs_its_right_and_comes_back_from_the_history(owner, agent, people):
    ids = [one.pk for one in people.values()]
    assert deed(agent, "delete", id=ids).status_code == 404
    deed(owner, "delete", id=ids)
    assert not Customer.objects.exists()
    client_of(owner).post(reverse("undo:undo", args=[Change.objects.latest("pk").pk]))
    assert Customer.objects.count() == 3


def test_a_deed_for_very_many_goes_on_in_the_background_and_shows_how_far_it_is(owner, people, monkeypatch):
    monkeypatch.setattr("zabota.capabilities.segments.web.deeds.AT_ONCE", 1)
    answer = deed(owner, "tag", everybody="1", tags="все")
    assert "/customers/deed/" in answer.headers["Location"]
    assert "0 of 3" in client_of(owner).get(answer.headers["Location"]).content.decode()
    work_off()
    assert "Done: 3 customers changed." in client_of(owner).get(answer.headers["Location"]).content.decode()
    assert CustomerTag.objects.filter(tag__name="все").count() == 3


def test_the_export_is_for_those_with_its_right_and_safe_in_a_spreadsheet(owner, agent, people):
    card(owner, "=cmd|' /C calc'!A0")
    assert client_of(agent).get(LIST, {"format": "csv"}).status_code == 403
    answer = client_of(owner).get(LIST, {"format": "csv", "col": ["city", "tags"]})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Анна Соколова" in text
    assert "'=cmd" in text
    assert "Казань" in text


def test_a_filter_kept_as_a_segment_is_counted_every_night_and_says_why_somebody_is_in(owner, agent, people):
    client = client_of(owner)
    told = '["all",["city","is","Казань"],["phone","filled"]]'
    client.post("/segments/new", {"name": "Казань с телефоном", "colour": "sea", "filter": told, "is_shared": "on"})
    segment = Segment.objects.get()
    assert SegmentSize.objects.values_list("day", "customers").get() == (date(2026, 5, 6), 1)
    with time_machine.travel(datetime(2026, 5, 7, 1, tzinfo=UTC), tick=False):
        jobs.count_segments()
    assert segment.sizes.count() == 2
    page = client.get(f"/segments/{segment.pk}/why/{people['Борис'].pk}").content.decode()
    assert "is not in" in page
    assert "here: Казань" in page
    assert "Казань с телефоном" in client_of(agent).get("/segments").content.decode()
    assert "Казань с телефоном" in client.get(f"/customers/{people['Анна'].pk}").content.decode()
    assert found(agent, ["all", ["segment", "one_of", str(segment.pk)]]) == ["Анна"]
    listed = client.get(f"{LIST}?{urlencode({'filter': told})}").content.decode()
    assert "Борис" not in listed


def test_a_segment_is_its_owners_unless_shared_and_is_not_made_of_segments(owner, agent, people):
    def draft(text: str, **told: object) -> services.SegmentDraft:
        return services.SegmentDraft(name="Мой", group=criteria.read(text), **told)  # type: ignore[arg-type]

    today = NOW.date()
    own = services.keep_segment(actor_of(agent), told=draft('["all",["phone","filled"]]'), today=today, now=NOW)
    assert client_of(owner).get(f"/segments/{own.pk}").status_code == 404
    with pytest.raises(PermissionDeniedError):
        services.keep_segment(
            actor_of(agent), told=draft('["all",["phone","filled"]]', is_shared=True), today=today, now=NOW
        )
    with pytest.raises(BadFilterError):
        services.keep_segment(
            actor_of(agent), told=draft(f'["all",["segment","one_of","{own.pk}"]]'), today=today, now=NOW
        )
    client_of(agent).post(f"/segments/{own.pk}/forget")
    assert not Segment.objects.exists()


def test_a_filter_that_cannot_be_read_sends_nobody_out(owner, people):
    answer = client_of(owner).get(LIST, {"filter": '["all",["nothing","is","x"]]', "format": "csv"})
    assert not answer.streaming
    assert "not there any more" in answer.content.decode()
    assert "Анна" not in answer.content.decode()


def test_a_value_longer_than_its_field_is_refused_in_words(owner, people):
    answer = deed(owner, "field", id=[people["Анна"].pk], field="city", value="x" * 121)
    assert answer.status_code == 422
    assert "At most 120 characters" in answer.content.decode()


def test_a_deed_taken_back_half_way_goes_no_further(owner, people, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    actor = actor_of(owner)
    action = find_action(actor, "tag")
    wanted = Wanted(group=queries.EVERYBODY)
    change = services.begin_deed(actor, action=action, wanted=wanted, now=NOW)

    def tag_and_change_ones_mind(asked):
        count = action.apply(asked)
        if Change.objects.get(pk=change.pk).data.get("looked_at") == 1:
            undo.take_back(actor, change_id=change.pk, now=NOW)
        return count

    hesitant = replace(action, apply=tag_and_change_ones_mind)
    services.do_deed(actor, change=change, action=hesitant, data={"tags": "все"}, wanted=wanted, now=NOW)
    assert not CustomerTag.objects.filter(tag__name="все").exists()
    assert Change.objects.get(pk=change.pk).data["is_done"]


def test_a_deed_that_cannot_be_done_any_more_says_so_instead_of_waiting(owner, people, monkeypatch):
    monkeypatch.setattr("zabota.capabilities.segments.web.deeds.AT_ONCE", 1)
    answer = deed(owner, "untag", everybody="1", tags=tag_id("опт"))
    Tag.objects.all().delete()
    work_off()
    assert "Done: 0 customers changed." in client_of(owner).get(answer.headers["Location"]).content.decode()


def test_a_birthday_of_29_february_is_found_in_any_year(owner):
    born = customers.create_customer(
        actor_of(owner),
        told=CustomerChange(fields={"name": "Лев"}, dates=[DateDraft(kind="birthday", month=2, day=29)]),
        now=NOW,
    ).customer  # fmt: skip
    asked = criteria.read('["all",["birthday","next_days","3"]]')
    rows = queries.found(actor_of(owner), Wanted(group=asked), now=datetime(2026, 2, 26, 9, tzinfo=UTC))
    assert list(rows) == [born]


def test_the_day_of_a_filter_is_the_companys_and_not_greenwichs(owner, people):
    told = CustomerChange(fields={"name": "Ночной"})
    customers.create_customer(actor_of(owner), told=told, now=datetime(2026, 5, 6, 10, tzinfo=UTC))
    asked = criteria.read('["all",["name","is","Ночной"],["added","last_days","0"]]')
    with timezone.override("Europe/Moscow"):
        rows = queries.found(actor_of(owner), Wanted(group=asked), now=datetime(2026, 5, 6, 22, 30, tzinfo=UTC))
        assert rows.count() == 0  # in Moscow it is the next day already


def test_many_segments_cost_no_more_questions(owner, people, django_assert_max_num_queries):
    for number in range(12):
        Segment.objects.create(
            name=f"С {number}", colour="sea", filter='["all",["city","is","Казань"]]', is_shared=True, created_at=NOW
        )
    jobs.count_segments()
    client = client_of(owner)
    with django_assert_max_num_queries(16):
        assert "С 11" in client.get("/segments").content.decode()
    asked = CardRequest(actor=actor_of(owner), customer=people["Анна"], given={}, now=NOW)
    with django_assert_max_num_queries(4):
        (panel,) = segments_part(asked).panels
    assert len(panel.context["segments"]) == 12


def test_an_empty_company_is_shown_how_to_begin(owner):
    assert "Nobody is here yet" in client_of(owner).get(LIST).content.decode()


def test_those_ticked_are_exported_alone_and_nobody_ticked_exports_nobody(owner, agent, people):
    ids = [people["Анна"].pk, people["Вера"].pk]
    answer = deed(owner, "export", id=ids)
    assert answer.url == "/customers/ticked?" + urlencode({"id": ids}, doseq=True)
    book = load_workbook(BytesIO(b"".join(client_of(owner).get(answer.url).streaming_content)))
    names = [row[1].value for row in book.active.iter_rows(min_row=2)]
    assert names == ["Анна Соколова", "Вера Ким"]
    assert client_of(owner).get("/customers/ticked").status_code == 302
    assert client_of(agent).get(answer.url).status_code == 403


def test_too_many_ticks_and_a_deed_for_a_few_done_with_everybody_are_answered_in_words(owner, people):
    client = client_of(owner)
    many = client.post("/customers/deed", {"deed": "tag", "id": range(1, 1_500)}, follow=True)
    assert "Up to 500 can be ticked at once" in many.content.decode()
    everybody = client.post("/customers/deed", {"deed": "merge", "everybody": "1"}, follow=True)
    assert "Tick the customers meant" in everybody.content.decode()


def test_ticked_customers_are_merged_from_the_list(owner, people):
    ids = [people["Анна"].pk, people["Вера"].pk]
    assert deed(owner, "merge", id=ids).url == "/duplicates/compare?" + urlencode({"id": ids}, doseq=True)


def test_a_large_company_is_counted_now_and_then_and_whoever_filters_counts_anew(owner, people, monkeypatch):
    monkeypatch.setattr(queries, "MANY", 3)
    client = client_of(owner)
    assert "<strong>3</strong> customers" in client.get(LIST).content.decode()
    card(owner, "Яна Лис", city="Казань")
    assert "<strong>3</strong> customers" in client.get(LIST).content.decode()
    filtered = client.get(LIST, {"filter": json.dumps(["all", ["city", "is", "Казань"]])}).content.decode()
    assert "<strong>3</strong> customers" in filtered
    Customer.objects.filter(name="Борис Ильин").update(city="Тверь")
    filtered = client.get(LIST, {"filter": json.dumps(["all", ["city", "is", "Казань"]])}).content.decode()
    assert "<strong>2</strong> customers" in filtered


def test_whichever_condition_is_the_narrowest_the_same_customers_are_found(owner, people, monkeypatch):
    for number, who in enumerate(("Анна", "Борис", "Вера")):
        Order.objects.create(
            source="till", number=str(number), ordered_at=NOW, ordered_on=NOW.date(), amount_minor=100, currency="RUB",
            customer=people[who],
        )  # fmt: skip
    tag = str(Tag.objects.get(name="лён").pk)
    asked = ["all", ["bought_on", "last_days", "30"], ["city", "is", "Казань"], ["tags", "one_of", tag]]
    asked.append(["phone", "filled"])
    found = set()
    for few in (0, 1, 2, 100_000):
        monkeypatch.setattr("zabota.capabilities.customers.conditions.FEW", few)
        rows = queries.found(actor_of(owner), Wanted(group=criteria.read(json.dumps(asked))), now=timezone.localtime())
        found.add(tuple(rows.values_list("name", flat=True)))
    assert found == {("Анна Соколова",)}
