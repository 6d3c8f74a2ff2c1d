"""A mark is planted wherever a person can leave a trace; after the erasure it is found nowhere."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Sum

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.privacy import services
from zabota.capabilities.privacy.contracts import NameMismatchError
from zabota.capabilities.privacy.models import Erasure, Reason
from zabota.capabilities.privacy.tests.planting import LATIN, MARK, NOW, PHONE, files_that_hold, plant, rows_that_hold
from zabota.capabilities.sales.models import Order
from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo.models import Change, ChangedRow


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_nothing_of_the_person_is_found_anywhere(owner, own_folder):
    customer = plant(actor_of(owner))
    assert rows_that_hold(MARK)
    assert files_that_hold(own_folder, MARK)
    money = Order.objects.aggregate(Sum("amount_minor")), Order.objects.count()

    services.erase_person(
        actor_of(owner), customer_id=customer.pk, typed_name=customer.name, reason=Reason.ASKED, now=NOW
    )

    assert rows_that_hold(MARK, LATIN, PHONE) == []
    assert files_that_hold(own_folder, MARK, LATIN, PHONE) == []
    assert (Order.objects.aggregate(Sum("amount_minor")), Order.objects.count()) == money
    assert Customer.objects.count() == 1
    assert Erasure.objects.get().card_number == customer.pk
    assert AuditEntry.objects.filter(action="privacy.erased", object_id=str(customer.pk)).exists()


def test_after_an_erasure_the_files_of_the_database_do_not_hold_the_person(tmp_path):
    """In a SQLite database of its own, byte for byte: freed pages, the write-ahead log, the search index."""
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(tmp_path)} | {"DATABASE_URL": ""}
    scene = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("erasure_scene.py"))],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert scene.returncode == 0, scene.stderr[-3000:]
    assert json.loads(scene.stdout) == {"before": True, "after": []}


def test_a_name_typed_wrong_erases_nothing(owner, own_folder):
    customer = plant(actor_of(owner))
    with pytest.raises(NameMismatchError):
        services.erase_person(
            actor_of(owner), customer_id=customer.pk, typed_name="Петров", reason=Reason.ASKED, now=NOW
        )
    assert Customer.objects.filter(pk=customer.pk).exists()


def test_an_agent_may_neither_export_nor_erase(agent, owner, own_folder):
    customer = plant(actor_of(owner))
    with pytest.raises(PermissionDeniedError):
        services.export_person(actor_of(agent), customer_id=customer.pk, now=NOW)
    with pytest.raises(PermissionDeniedError):
        services.erase_person(
            actor_of(agent), customer_id=customer.pk, typed_name=customer.name, reason=Reason.ASKED, now=NOW
        )


def test_the_person_gets_a_file_of_everything(owner, own_folder):
    customer = plant(actor_of(owner))
    answer = client_of(owner).post(f"/customers/{customer.pk}/personal-data")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(archive.namelist())
    assert {"customer.json", "customer.csv", "sales_order.json", "customers_customernote.csv", "README.txt"} <= names
    assert json.loads(archive.read("customer.json"))[0]["name"] == customer.name
    assert MARK in archive.read("customers_customernote.csv").decode("utf-8")
    assert AuditEntry.objects.filter(action="privacy.exported").count() == 1


def test_the_page_shows_what_is_held_and_erases_after_the_name_is_typed(owner, own_folder):
    customer = plant(actor_of(owner))
    client = client_of(owner)
    page = client.get(f"/customers/{customer.pk}/personal-data").content.decode()
    assert "Events of the timeline" in page
    refused = client.post(f"/customers/{customer.pk}/erase", {"name": "No", "reason": "asked"})
    assert refused.status_code == 422
    client.post(f"/customers/{customer.pk}/erase", {"name": customer.name.upper(), "reason": "asked"})
    assert client.get(f"/customers/{customer.pk}").status_code == 404
    assert str(customer.pk) in client.get("/settings/privacy").content.decode()


def test_who_was_idle_for_long_is_offered_and_erased_only_when_confirmed(owner, own_folder):
    actor = actor_of(owner)
    old = customers.create_customer(
        actor, told=CustomerChange(fields={"name": "Давний Клиент"}), now=NOW - timedelta(days=1500)
    ).customer
    services.set_retention(actor, idle_months=36, history_days=365)
    TimelineEvent.objects.filter(customer_id=old.pk).update(occurred_at=NOW - timedelta(days=1500))
    assert services.erase_idle(actor, customer_ids=[old.pk], now=NOW - timedelta(days=600)) == 0
    assert services.erase_idle(actor, customer_ids=[old.pk], now=NOW) == 1
    assert not Customer.objects.filter(pk=old.pk).exists()


def test_the_history_forgets_what_is_older_than_the_company_keeps(owner, own_folder):
    actor = actor_of(owner)
    customers.create_customer(actor, told=CustomerChange(fields={"name": "Анна"}), now=NOW - timedelta(days=400))
    customers.create_customer(actor, told=CustomerChange(fields={"name": "Вера"}), now=NOW)
    assert services.drop_old_history(now=NOW) == 1
    assert Change.objects.count() == 1
    assert ChangedRow.objects.exclude(change__in=Change.objects.all()).count() == 0
