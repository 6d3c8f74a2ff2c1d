"""Files on a card: kept, given back byte by byte, refused, taken off, brought back, erased for good."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zabota.capabilities.customers import services
from zabota.capabilities.customers.models import Customer, CustomerFile
from zabota.foundation.files import rules
from zabota.foundation.files.models import StoredFile
from zabota.foundation.identity.models import Branch
from zabota.foundation.testing.cast import client_of
from zabota.foundation.undo.models import Change

PDF = b"%PDF-1.7 contract"


@pytest.fixture
def anna(company, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Customer.objects.create(name="Анна", created_at=timezone.now())


def send(client, customer, *files):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("customers:add_file", args=[customer.pk]), {"files": sent}, follow=True)


def test_files_are_kept_and_given_back_only_to_be_saved(owner, anna, tmp_path):
    client = client_of(owner)
    page = send(client, anna, ("Договор № 7.pdf", PDF), ("копия.pdf", PDF), ("заметки.txt", "лён".encode()))
    assert "Договор № 7.pdf" in page.text
    row = CustomerFile.objects.get(file__name="Договор № 7.pdf")
    answer = client.get(reverse("customers:file", args=[anna.pk, row.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 2
    assert "File added" in page.text


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("страница.html", b"<script>", "not kept"),
        ("картинка.png", b"MZ\x90\x00", "not kept"),
        ("пусто.txt", b"", "empty"),
        ("большой.txt", b"x" * 2001, "larger than"),
        ("двоичный.txt", b"a\x00b", "not kept"),
    ],
)
def test_what_is_not_kept_is_refused_by_name_and_leaves_nothing(owner, anna, settings, tmp_path, name, content, why):
    settings.FILE_MAX_BYTES = 2000
    page = send(client_of(owner), anna, (name, content))
    assert f"{name}: " in page.text
    assert why in page.text
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_taken_off_comes_back_and_an_erasure_takes_it_for_good(
    owner, anna, tmp_path, django_capture_on_commit_callbacks
):
    client = client_of(owner)
    send(client, anna, ("a.pdf", PDF))
    row = CustomerFile.objects.get()
    client.post(reverse("customers:remove_file", args=[anna.pk, row.pk]))
    assert client.get(reverse("customers:file", args=[anna.pk, row.pk])).status_code == 404
    client.post(reverse("undo:undo", args=[Change.objects.order_by("pk").last().pk]))
    assert CustomerFile.objects.get().file.name == "a.pdf"
    client.post(reverse("customers:remove_file", args=[anna.pk, row.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.erase_files(anna.pk) == 1
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_another_branchs_file_does_not_exist_and_an_analyst_only_reads(owner, agent, analyst, anna):
    send(client_of(owner), anna, ("a.pdf", PDF))
    address = reverse("customers:file", args=[anna.pk, CustomerFile.objects.get().pk])
    assert client_of(analyst).get(address).status_code == 200
    assert send(client_of(analyst), anna, ("b.pdf", PDF)).status_code == 403
    agent.branch = Branch.objects.create(name="Север")
    agent.save()
    assert client_of(agent).get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\a/б.pdf", "б.pdf"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("...", "file"),
        ("я" * 300 + ".pdf", "я" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given, kept):
    assert rules.clean_name(given) == kept
    assert Path(kept).name == kept
