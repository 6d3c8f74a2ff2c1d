"""The wizard of people through the front door."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.people_files import jobs, services
from zabota.capabilities.people_files.tests.importing import NOW, imported
from zabota.capabilities.sales import jobs as orders_jobs
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.folder import folder_of
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.testing.cast import actor_of, client_of

TEXT = "ФИО;Телефон\nАнна;+79161234567\n;нет\n"


def address(name: str, run: ImportRun) -> str:
    return reverse(f"people_files:import_{name}", args=[run.pk])


def upload(client, content: str | bytes, name: str = "people.csv"):
    chunk = content.encode() if isinstance(content, str) else content
    return client.post(reverse("people_files:import_new"), {"file": SimpleUploadedFile(name, chunk)}, follow=True)


@pytest.mark.django_db
def test_a_file_goes_through_the_wizard_and_back(owner: Staff) -> None:
    client = client_of(owner)
    assert "Bring in customers" in client.get(reverse("people_files:import_new")).text
    page = upload(client, TEXT)
    assert "What we recognised" in page.text
    run = ImportRun.objects.get()
    choices = {"match_by": "usual", "when_found": "fill", "on_errors": "nothing"}
    columns = {"column-c1": "name", "column-c2": "phones"}
    held = client.post(address("columns", run), {**choices, **columns, "action": "check"}, follow=True)
    assert "nobody to write down" in held.text
    assert "then nothing goes through" in held.text
    assert "Some rows have errors" in client.post(address("check", run), follow=True).text
    page = client.post(
        address("columns", run), {**choices, **columns, "on_errors": "rest", "action": "check"}, follow=True
    )
    assert "Анна" in page.text
    assert "a new customer" in page.text
    assert not Customer.objects.exists()
    mend = client.get(address("rejected", run))
    assert "нет" in b"".join(mend.streaming_content).decode("utf-8-sig")
    client.post(address("check", run))
    services.write_import(run_id=run.pk, now=NOW)
    assert "The customers are here" in client.get(address("result", run)).text
    history = client.get(reverse("undo:history")).text
    assert address("result", run) in history
    client.post(address("undo", run))
    services.take_back_import(run_id=run.pk, now=NOW)
    assert "The import is undone" in client.get(address("result", run)).text
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_an_export_of_a_known_system_is_called_by_its_name(owner: Staff) -> None:
    google = (
        "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    )
    page = upload(client_of(owner), google + "Anna,,Kim,* myContacts,,a@b.example,Mobile,+442079460958\n")
    assert "This is an export of Google Contacts" in page.text


@pytest.mark.django_db
def test_a_file_nobody_can_read_says_why_and_may_be_thrown_away(owner: Staff) -> None:
    client = client_of(owner)
    assert "PDF" in upload(client, b"%PDF-1.4 hello", "people.pdf").text
    run = ImportRun.objects.get()
    assert "thrown away" in client.post(address("discard", run), follow=True).text
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_the_list_of_imports_takes_as_many_queries_for_many_as_for_one(
    owner: Staff, django_assert_max_num_queries
) -> None:
    for number in range(3):
        imported(actor_of(owner), f"ФИО\nКлиент {number}\n")
    client = client_of(owner)
    client.get(reverse("people_files:imports"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("people_files:imports")).text.count("people.csv") >= 3


@pytest.mark.django_db
def test_rows_to_mend_outlive_the_night_and_go_with_the_file(owner: Staff) -> None:
    run = imported(actor_of(owner), TEXT)
    client = client_of(owner)
    orders_jobs.forget_files()
    jobs.forget_files()
    assert "нет" in b"".join(client.get(address("rejected", run)).streaming_content).decode("utf-8-sig")
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        orders_jobs.forget_files()
        jobs.forget_files()
    assert not folder_of(run).root.exists()
    later = client_of(owner)
    assert later.get(address("rejected", run)).status_code == 404
    assert later.get(address("original", run)).status_code == 404
