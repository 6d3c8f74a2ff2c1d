"""Recomputing on demand, and what the models take for granted."""

import pytest

from zabota.capabilities.value.models import Assumptions, ValueRun
from zabota.capabilities.value.tests.conftest import write_orders
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.testing.cast import client_of
from zabota.foundation.testing.queue import work_off

pytestmark = pytest.mark.django_db


def test_pressing_twice_computes_once_and_tells_when_it_is_done(analyst: Staff, company: Company) -> None:
    write_orders(customers=60)
    client = client_of(analyst)
    first = client.post("/value/recompute", headers={"HX-Request": "true"}).content.decode()
    client.post("/value/recompute", headers={"HX-Request": "true"})
    job = QueuedJob.objects.get(name="value.refit")
    assert f"/value/recompute/{job.pk}" in first
    work_off()
    done = client.get(f"/value/recompute/{job.pk}", headers={"HX-Request": "true", "HX-Current-URL": "/value"})
    assert done.headers["HX-Redirect"] == "/value"
    assert ValueRun.objects.get(is_current=True).customer_count == 60
    assert "Everything is computed anew." in client.get("/value").content.decode()


def test_an_empty_company_is_computed_too_and_says_what_it_needs(owner: Staff) -> None:
    client_of(owner).post("/value/recompute")
    work_off()
    assert "There are no orders with a customer yet" in client_of(owner).get("/value").content.decode()


def test_the_discount_rate_and_the_margin_hold_from_the_next_computation(owner: Staff) -> None:
    answer = client_of(owner).post("/value/assumptions", {"discount_percent": "20", "margin_percent": "35,5"})
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:  # a decimal comma belongs to the Russian page
        client_of(owner).post("/value/assumptions", {"discount_percent": "20", "margin_percent": "35.5"})
    assert Assumptions.objects.get().discount_rate_per_year == pytest.approx(0.2)
    assert str(Company.objects.get().margin_rate) == "0.3550"
    write_orders(customers=60)
    work_off()
    assert ValueRun.objects.get(is_current=True).discount_rate_per_year == pytest.approx(0.2)
