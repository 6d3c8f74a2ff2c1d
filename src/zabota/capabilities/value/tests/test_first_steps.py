"""The owner of a new company is led to the first insight, and is left alone when there."""

from decimal import Decimal

import pytest
from django.urls import reverse

from zabota.capabilities.sales.tests.importing import NOW, imported
from zabota.capabilities.value.models import CallRound
from zabota.capabilities.value.services import recompute_value
from zabota.foundation.identity import first_steps
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.testing.cast import actor_of, client_of

pytestmark = pytest.mark.django_db
ORDER = "Номер;Дата;Код клиента;ФИО;Сумма\n1;01.03.2026;7;Анна;500,00\n2;02.03.2026;8;Борис;700,00\n"


def left(owner: Staff) -> list[str]:
    return [step.url_name for step in first_steps.remaining_steps(actor_of(owner))]


def test_each_of_the_six_steps_leaves_when_it_is_done(owner: Staff) -> None:
    Company.objects.update(margin_rate=None)
    steps = ["identity:company", "value:customers", "value:calls", "identity:staff_add"]
    assert left(owner) == ["sales:import_new", "people_files:import_new", *steps]
    imported(actor_of(owner), ORDER)  # brings its customers with it
    assert left(owner) == steps
    Company.objects.update(margin_rate=Decimal("0.4"))
    assert left(owner) == steps[1:]
    recompute_value(actor=SYSTEM, now=NOW)
    assert left(owner) == steps[2:]
    CallRound.objects.create(name="March", share=0.2, basis="all", created_at=NOW)
    assert left(owner) == steps[3:]
    Staff.objects.create_user("colleague@example.com", None, name="Colleague")
    assert left(owner) == []


def test_the_steps_stand_on_the_overview_of_the_owner_and_of_nobody_else(owner: Staff, manager: Staff) -> None:
    link = f'href="{reverse("value:calls")}"'
    words = "Plan calls to those who bring most"
    for path in ("/value", "/welcome"):
        page = client_of(owner).get(path).text
        assert words in page
        assert link in page
    assert words not in client_of(manager).get("/value").text
