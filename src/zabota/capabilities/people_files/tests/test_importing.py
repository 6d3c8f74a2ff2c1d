"""A file of people comes in, meets those who are here, and is taken back."""

from datetime import date
from pathlib import Path

import pytest

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft, MatchBy, WhenFound
from zabota.capabilities.customers.models import ConsentEntry, Customer, CustomerKey
from zabota.capabilities.people_files import services
from zabota.capabilities.people_files.contracts import BadRowsError, Choices, OnErrors
from zabota.capabilities.people_files.tests.importing import NOW, checked, everything, imported, undone
from zabota.capabilities.tasks import services as tasks
from zabota.capabilities.tasks.models import Task
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.tabular_out import Sheet, write_workbook
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.undo.models import Change

BITRIX = (
    "ID;Обращение;Имя;Отчество;Фамилия;Дата рождения;Тип контакта;Источник;Ответственный;Рабочий телефон;"
    "Мобильный телефон;Номер факса;Рабочий e-mail;Частный e-mail;Компания;Должность;Комментарий;Населенный пункт\n"
    "11;Г-жа;Анна;Сергеевна;Ким;03.05.1985;Клиенты;Выставка;Agent;8 (843) 200-10-10;+7 916 123-45-67;;"
    "anna@firm.example;ANNA@example.com;ООО «Лён»;дизайнер;Любит короткие письма;Казань\n"
    "12;;Пётр;;Орлов;12.11;;;;;8 916 765 43 21;;;;;;;\n"
)


@pytest.fixture
def actor(owner: Staff, agent: Staff) -> Actor:
    return actor_of(owner)


def card(name: str) -> Customer:
    return Customer.objects.get(name=name)


def ways(customer: Customer) -> set[tuple[str, str, str]]:
    return set(customer.contacts.values_list("kind", "value", "label"))


@pytest.mark.django_db
def test_an_export_of_bitrix24_becomes_cards_and_goes_without_a_trace(actor: Actor) -> None:
    before = everything()
    run = checked(actor, BITRIX)
    assert run.counts["system"] == "bitrix24"
    assert (run.counts["plan"]["new"], run.counts["file"]["bad_rows"], run.counts["file"]["warnings"]) == (2, 0, 0)
    assert everything() == before, "the dry run writes nothing"
    services.start_writing(actor, run=run, now=NOW)
    run = services.write_import(run_id=run.pk, now=NOW)
    anna = card("Ким Анна Сергеевна")
    assert (anna.salutation, anna.occupation, anna.city) == ("Анна Сергеевна", "дизайнер, ООО «Лён»", "Казань")
    assert anna.owner is not None
    assert (anna.acquisition_source, anna.owner.name) == ("Выставка", "Agent")
    assert ways(anna) == {
        ("phone", "+79161234567", "мобильный"), ("phone", "+78432001010", "рабочий"),
        ("email", "anna@firm.example", "рабочий"), ("email", "anna@example.com", "личный"),
    }  # fmt: skip
    assert [date.when for date in anna.dates.all()] == ["May 3, 1985"]
    assert [note.text for note in anna.notes.all()] == ["Любит короткие письма"]
    assert [date.when for date in card("Орлов Пётр").dates.all()] == ["November 12"]
    assert set(CustomerKey.objects.values_list("source", "key")) == {("bitrix24", "11"), ("bitrix24", "12")}
    assert not ConsentEntry.objects.exists()
    undone(actor, run)
    assert everything() == before


ENGLISH = {
    "bitrix24": (
        "ID,Salutation,First Name,Middle Name,Last Name,Birthday,Contact Type,Source information,Responsible,"
        "Work Phone,Mobile,Fax,SMS marketing phone,Work E-mail,Home E-mail,Company,Position,Telegram account,Comment\n"
        "11,,Anna,,Kim,1985-05-03,Customers,Fair,Agent,+7 843 200-10-10,+7 916 123-45-67,,,anna@firm.example,"
        "anna@example.com,Flax,designer,anna_tg,Likes short letters\n"
    ),
    "amocrm": (
        "ID,Contact name,First name,Last name,Responsible,Date created,Created by,Contact tags,Note 1,Work phone,"
        "Work direct phone,Mobile phone,Work email,Personal email,Other email,Company,Position,Telegram\n"
        "11,Anna Kim,Anna,Kim,Agent,2026-01-05,Boss,VIP,Likes short letters,+7 843 200-10-10,,+7 916 123-45-67,"
        "anna@firm.example,anna@example.com,,Flax,designer,anna_tg\n"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("system", ENGLISH)
def test_an_export_in_english_is_recognised_and_no_contact_is_left_behind(actor: Actor, system: str) -> None:
    run = imported(actor, ENGLISH[system])
    assert (run.counts["system"], run.counts["written"]["new"]) == (system, 1)
    anna = Customer.objects.get()
    assert {(kind, value) for kind, value, _label in ways(anna)} == {
        ("phone", "+79161234567"), ("phone", "+78432001010"), ("email", "anna@firm.example"),
        ("email", "anna@example.com"), ("telegram", "anna_tg"),
    }  # fmt: skip
    assert {"Anna", "Kim"} == set(anna.name.split())
    assert (anna.occupation, anna.owner is not None) == ("designer, Flax", True)
    assert [note.text for note in anna.notes.all()] == ["Likes short letters"]


@pytest.mark.django_db
def test_an_export_of_companies_of_bitrix24_in_english_is_of_companies(actor: Actor) -> None:
    text = (
        "ID,Company name,Company type,Industry,Employees,Annual revenue,Work E-mail\n7,Flax,Client,IT,5,1,a@b.example\n"
    )
    run = imported(actor, text)
    assert run.counts["system"] == "bitrix24_companies"
    assert Customer.objects.get().kind == "company"


@pytest.mark.django_db
def test_an_uploaded_workbook_is_read_though_its_stored_name_has_no_ending(actor: Actor, tmp_path: Path) -> None:
    header, *rows = [line.split(";") for line in BITRIX.splitlines()]
    write_workbook(tmp_path / "people.xlsx", [Sheet(name="Контакты", header=header, rows=rows)])
    run = imported(actor, (tmp_path / "people.xlsx").read_bytes(), name="people.xlsx")
    assert (run.counts["system"], run.counts["written"]["new"]) == ("bitrix24", 2)
    assert card("Орлов Пётр").contacts.get().value == "+79167654321"


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(actor: Actor) -> None:
    imported(actor, BITRIX)
    before, changes = everything(), Change.objects.count()
    run = imported(actor, BITRIX)
    assert run.counts["written"] == {"new": 0, "changed": 0, "same": 2}
    assert everything() == before
    assert Change.objects.filter(row_count__gt=0).count() == changes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("when_found", "city", "changed"), [("fill", "Казань", 1), ("overwrite", "Москва", 1), ("skip", "Казань", 0)]
)
def test_those_found_by_phone_are_filled_overwritten_or_left(
    actor: Actor, when_found: str, city: str, changed: int
) -> None:
    told = CustomerChange(
        fields={"name": "Анна", "city": "Казань"}, contacts=[ContactDraft(kind="phone", value="+79161234567")]
    )
    customers.create_customer(actor, told=told, now=NOW)
    before = everything()
    text = "ФИО;Телефон;Город;Должность\nАнна;89161234567;Москва;швея\n"
    run = imported(actor, text, choices=Choices(when_found=WhenFound(when_found)))
    anna = card("Анна")
    assert (anna.city, anna.occupation, run.counts["written"]["changed"]) == (city, "швея" if changed else "", changed)
    assert run.counts["plan"]["changed"] == changed
    undone(actor, run)
    assert everything() == before


@pytest.mark.django_db
def test_what_a_person_changed_since_stays_and_the_rest_goes_back(actor: Actor) -> None:
    saved = customers.create_customer(
        actor, told=CustomerChange(fields={"name": "Анна"}, contacts=[ContactDraft(kind="email", value="a@b.example")]),
        now=NOW,
    )  # fmt: skip
    run = imported(
        actor, "ФИО;Почта;Город;Должность\nАнна;a@b.example;Москва;швея\nОлег;o@b.example;Тула;\nЯна;y@b.example;;\n"
    )
    customers.change_customer(
        actor, customer_id=saved.customer.pk, change=CustomerChange(fields={"city": "Тверь"}), now=NOW
    )
    customers.add_note(actor, customer=card("Олег"), text="Перезвонить", now=NOW)
    run = undone(actor, run)
    assert dict(Customer.objects.values_list("name", "city")) == {"Анна": "Тверь", "Олег": "Тула"}
    assert card("Анна").occupation == ""
    assert ways(card("Олег")) == {("email", "o@b.example", "")}, "a card people went on with stays whole"
    assert run.counts["taken_back"]["kept"] == 1


@pytest.mark.django_db
def test_rows_of_one_person_are_joined_and_two_codes_behind_one_phone_are_two_people(actor: Actor) -> None:
    text = (
        "Код клиента,ФИО,Телефон,Почта,Теги\n"
        ",Анна,+79161234567,,лён\n"
        ",,+79161234567,anna@example.com,оптом; лён\n"
        "1,Муж,+79031112233,,\n2,Жена,+79031112233,,\n"
    )
    run = imported(actor, text)
    assert (run.counts["file"]["people"], run.counts["file"]["merged_rows"]) == (3, 1)
    assert set(card("Анна").tags.values_list("tag__name", flat=True)) == {"лён", "оптом"}
    assert Customer.objects.filter(contacts__value="+79031112233").count() == 2


@pytest.mark.django_db
def test_each_way_of_telling_the_same_person(actor: Actor) -> None:
    imported(actor, "Код клиента,ФИО,Телефон,Почта\nK1,Анна Ким,+79161234567,a@b.example\n")
    stranger = "Код клиента,ФИО,Телефон,Почта\n{0}\n"
    rows = {
        MatchBy.KEY: ("K1,Другая,,", "K2,Анна Ким,+79161234567,a@b.example"),
        MatchBy.PHONE: (",Другая,+79161234567,", ",Анна Ким,,a@b.example"),
        MatchBy.EMAIL: (",Другая,,a@b.example", ",Анна Ким,+79161234567,"),
        MatchBy.NAME_PHONE: (",анна  ким,+79161234567,", ",Пётр Ким,+79161234567,"),
    }
    for way, (found, not_found) in rows.items():
        for row, expected in ((found, 0), (not_found, 1)):
            run = checked(actor, stranger.format(row), choices=Choices(match_by=way))
            assert run.counts["plan"]["new"] == expected, (way, row)


@pytest.mark.django_db
def test_bad_rows_are_named_and_may_hold_up_all_others(actor: Actor) -> None:
    text = (
        "ФИО,Телефон,День рождения,Ответственный,Филиал\n"
        "Анна,123,31.02.1990,Кто-то,Луна\n,,,,\n,abc,,,\nТолько имя,,,,\n,+79161234567,,,\n"
    )
    run = checked(actor, text, choices=Choices(on_errors=OnErrors.NOTHING))
    assert run.counts["file"] | {"rows": 4, "bad_rows": 1, "people": 3} == run.counts["file"]
    assert run.counts["problems"] == {
        "not_a_phone": 2, "nobody_in_row": 1, "not_a_birthday": 1, "unknown_branch": 1, "unknown_colleague": 1,
    }  # fmt: skip
    with pytest.raises(BadRowsError):
        services.start_writing(actor, run=run, now=NOW)
    imported(actor, text)
    assert Customer.objects.count() == 3


@pytest.mark.django_db
def test_a_stopped_import_is_taken_back_from_where_it_stopped(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(services, "UNDO_BATCH", 3)
    before = everything()
    run = checked(actor, "ФИО,Телефон\n" + "".join(f"П{n},+7916000000{n}\n" for n in range(5)))
    services.start_writing(actor, run=run, now=NOW)
    with services.People(services.folders.folder_of(run).load(services.PeopleFile)) as people:
        services._write_next(run.pk, people, NOW)
    assert Customer.objects.count() == 2
    undone(actor, run)
    assert everything() == before


@pytest.mark.django_db
def test_a_year_is_added_to_a_known_birthday_and_another_day_is_not_written_over(actor: Actor) -> None:
    for name, year in (("Анна", None), ("Олег", 1970)):
        told = CustomerChange(fields={"name": name}, dates=[DateDraft(kind="birthday", month=5, day=3, year=year)],
                              contacts=[ContactDraft(kind="email", value=f"{len(name)}{year}@b.example")])  # fmt: skip
        customers.create_customer(actor, told=told, now=NOW)
    imported(actor, "Почта,ДР\n4None@b.example,03.05.1985\n41970@b.example,04.05.1971\n")
    assert {one.name: one.dates.get().when for one in Customer.objects.all()} == {
        "Анна": "May 3, 1985", "Олег": "May 3, 1970",
    }  # fmt: skip


@pytest.mark.django_db
def test_an_agent_may_not_bring_people_in(agent: Staff) -> None:
    with pytest.raises(PermissionDeniedError):
        services.upload_people(actor_of(agent), file_name="x.csv", chunks=[b"a"])


@pytest.mark.django_db
def test_a_reminder_the_product_made_keeps_no_card_and_one_a_person_put_off_does(actor: Actor) -> None:
    tasks.set_reminder(actor, kind="birthday", days_before=0, text="Поздравить: {name}")
    day = NOW.date()
    run = imported(actor, "ФИО,ДР\nАнна,01.04.1985\nОлег,01.04.1971\n")
    assert tasks.make_reminders(today=day, since=day, now=NOW) == 2
    put_off = Task.objects.get(title="Поздравить: Олег")
    tasks.put_off(actor, task_ids=[put_off.pk], to=(date(2026, 4, 5), None), now=NOW)
    undone(actor, run)
    assert list(Customer.objects.values_list("name", flat=True)) == ["Олег"]
    assert list(Task.objects.values_list("title", flat=True)) == ["Поздравить: Олег"]
