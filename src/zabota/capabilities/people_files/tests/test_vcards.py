"""Contacts of phones: vCard of all three versions."""

import pytest

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.people_files.tests.importing import checked, imported
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of

OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9A=D0=B8=D0=BC;=D0=90=D0=BD=\r\n"
    "=D0=BD=D0=B0;;;\r\nTEL;CELL:+7 916 123-45-67\r\nTEL;WORK;VOICE:8 843 200 10 10\r\nBDAY:--05-03\r\n"
    "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=9B=D1=91=D0=BD=0A=D0=B8 =D1=88=D1=91=D0=BB=D0=BA\r\nEND:VCARD\r\n"
)
THREE = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Пётр Орлов\nN:Орлов;Пётр;Ильич;;\nORG:ООО «Шёлк»;Отдел\nTITLE:закупщик\n"
    "item1.TEL;type=CELL;type=pref:+79167654321\nEMAIL;type=INTERNET;type=WORK:petr@silk.example\n"
    "ADR;type=HOME:;;ул. Лесная\\, 5;Казань;;420000;Россия\nBDAY:1604-11-12\nCATEGORIES:оптом,лён\nEND:VCARD\n"
)
FOUR = (
    'BEGIN:VCARD\nVERSION:4.0\nFN:Jane Roe\nTEL;TYPE="home,voice";VALUE=uri:tel:+44-20-7946-0958\n'
    "EMAIL:jane@roe.example\nBDAY:19850503\nIMPP:https://t.me/janeroe\nNOTE:a long note that\n  is folded\nEND:VCARD\n"
)


@pytest.mark.django_db
def test_cards_of_every_version_become_customers(owner: Staff) -> None:
    run = imported(actor_of(owner), OLD + THREE + FOUR, name="contacts.vcf")
    assert run.counts["file"]["warnings"] == 0
    people = {one.name: one for one in Customer.objects.all()}
    anna, petr, jane = people["Ким Анна"], people["Орлов Пётр Ильич"], people["Jane Roe"]
    assert set(anna.contacts.values_list("value", "label")) == {
        ("+79161234567", "мобильный"), ("+78432001010", "рабочий"),
    }  # fmt: skip
    assert (anna.dates.get().when, anna.notes.get().text) == ("May 3", "Лён\nи шёлк")
    assert (petr.city, petr.address) == ("Казань", "420000, Россия, ул. Лесная, 5")
    assert (petr.occupation, petr.dates.get().when) == ("закупщик, ООО «Шёлк»", "November 12")
    assert set(petr.tags.values_list("tag__name", flat=True)) == {"оптом", "лён"}
    assert set(jane.contacts.values_list("kind", "value")) == {
        ("phone", "+442079460958"), ("email", "jane@roe.example"), ("telegram", "janeroe"),
    }  # fmt: skip
    assert (jane.dates.get().when, jane.notes.get().text) == ("May 3, 1985", "a long note that is folded")


@pytest.mark.django_db
def test_a_card_without_an_end_is_refused_with_its_reason(owner: Staff) -> None:
    run = checked(actor_of(owner), "BEGIN:VCARD\nFN:Anna\n", name="contacts.vcf")
    assert (run.status, run.problem["code"]) == ("failed", "not_a_card")
