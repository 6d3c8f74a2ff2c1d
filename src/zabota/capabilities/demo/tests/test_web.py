import pytest

from zabota.capabilities.demo import queries, services
from zabota.capabilities.demo.contracts import LOAD_JOB, Truth
from zabota.capabilities.sales.models import Order
from zabota.foundation.identity.models import Company
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.jobs.contracts import JobState
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.jobs.runner import run_next
from zabota.foundation.testing.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_and_own(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    whole = services.load
    monkeypatch.setattr(services, "load", lambda actor, **given: whole(actor, truth=Truth(customers=120), **given))


def work():
    while run_next(worker="test"):
        pass


def test_the_owner_loads_the_demo_watches_it_and_removes_it_with_one_click(owner):
    browser = client_of(owner)
    assert browser.post("/demo/start").headers["Location"] == "/demo/progress"
    assert "Preparing" in browser.get("/demo/progress").content.decode()
    work()
    assert Order.objects.exists()
    done = browser.get("/demo/progress", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == "/"
    assert browser.get("/demo/progress").status_code == 302
    assert "Remove demo data" in browser.get("/search").content.decode()
    browser.post("/demo/remove")
    work()
    assert not Order.objects.exists()
    assert not Company.objects.get().has_demo_data
    assert "Remove demo data" not in browser.get("/search").content.decode()


def test_two_clicks_load_it_once(owner):
    browser = client_of(owner)
    browser.post("/demo/start")
    browser.post("/demo/start")
    work()
    assert ImportRun.objects.count() == 1
    assert QueuedJob.objects.filter(name=LOAD_JOB).count() == 1


def test_a_failed_loading_says_so_and_can_be_removed(owner):
    browser = client_of(owner)
    browser.post("/demo/start")
    QueuedJob.objects.filter(name=LOAD_JOB).update(state=JobState.FAILED)
    assert "The demo did not load" in browser.get("/demo/progress").content.decode()
    browser.post("/demo/remove")
    work()
    assert not queries.is_present()


def test_nothing_happens_on_get_and_nothing_for_others(owner, manager):
    assert client_of(owner).get("/demo/start").status_code == 405
    assert client_of(owner).get("/demo/remove").status_code == 405
    for url in ("/demo/start", "/demo/remove"):
        assert client_of(manager).post(url).status_code == 403
    assert client_of(manager).get("/demo/progress").status_code == 403
    assert not queries.is_present()
