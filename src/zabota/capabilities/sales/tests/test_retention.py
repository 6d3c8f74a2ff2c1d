"""Files of imports are kept for the history, not for ever."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.capabilities.sales import jobs, services
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.tests.importing import checked, imported, undone
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing.folder import folder_of
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.testing.cast import actor_of, client_of

GOOD = "number,date,customer_id,amount\n1,2026-01-01,7,10\n2,2026-01-02,8,20\n"
MIXED = GOOD + "3,2026-01-03,9,much\n"
pytestmark = pytest.mark.django_db


def files_of(run: ImportRun) -> set[str]:
    root = folder_of(run).root
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def later(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_after_an_import_only_the_original_stays(manager: Staff) -> None:
    run = imported(actor_of(manager), GOOD)
    assert files_of(run) == {"source"}
    assert files_of(undone(actor_of(manager), run)) == {"source"}


def test_rows_with_errors_can_be_downloaded_after_the_import_until_the_files_go(manager: Staff) -> None:
    run = imported(actor_of(manager), MIXED)
    kept = files_of(run)
    assert {"source", "OrdersFile.json", "work/staged.parquet"} < kept
    assert not {"work/orders.parquet", "work/customers.parquet", "work/converted.parquet"} & kept
    browser, url = client_of(manager), reverse("sales:import_rejected", args=[run.pk])
    assert b"much" in b"".join(browser.get(url).streaming_content)
    with later(91):
        jobs.forget_files()
    browser = client_of(manager)
    assert browser.get(url).status_code == 404
    assert browser.get(reverse("sales:import_original", args=[run.pk])).status_code == 404
    assert url not in browser.get(reverse("sales:imports")).content.decode()


def test_the_original_is_kept_for_the_days_of_the_setting(manager: Staff, settings: object) -> None:
    settings.UPLOADS_KEPT_DAYS = 30  # type: ignore[attr-defined]
    run = imported(actor_of(manager), GOOD)
    root: Path = folder_of(run).root
    with later(29):
        jobs.forget_files()
    assert files_of(run) == {"source"}
    with later(31):
        jobs.forget_files()
    assert not root.exists()
    run.refresh_from_db()
    assert (run.status, run.stored_path) == ("applied", "")
    assert Order.objects.count() == 2
    assert undone(actor_of(manager), run).status == "undone"
    assert not Order.objects.exists()


def test_an_upload_nobody_went_on_with_goes_but_one_being_written_stays(manager: Staff) -> None:
    forgotten, begun = checked(actor_of(manager), GOOD), checked(actor_of(manager), GOOD)
    services.start_writing(actor_of(manager), run=begun)
    with later(91):
        jobs.forget_files()
        assert list(ImportRun.objects.all()) == [begun]
        assert not folder_of(forgotten).root.exists()
        assert services.write_import(run_id=begun.pk, now=timezone.now()).status == "applied"
    assert Order.objects.count() == 2


def test_working_files_of_a_killed_worker_go_the_next_night(manager: Staff) -> None:
    run = imported(actor_of(manager), GOOD)
    left = folder_of(run).work / "orders.parquet"
    left.write_bytes(b"left behind")
    jobs.forget_files()
    assert files_of(run) == {"source"}


def test_rejected_rows_are_downloaded_mended_and_sent_again(manager: Staff) -> None:
    browser: Client = client_of(manager)

    def bring_in(content: bytes) -> ImportRun:
        browser.post(reverse("sales:import_new"), {"file": SimpleUploadedFile("orders.csv", content)})
        run = ImportRun.objects.latest("id")
        form = browser.get(reverse("sales:import_columns", args=[run.pk])).context["form"]
        data = {field.html_name: field.value() or "" for field in form}
        browser.post(reverse("sales:import_columns", args=[run.pk]), data)
        browser.post(reverse("sales:import_check", args=[run.pk]))
        jobs.write_import(run_id=run.pk)
        run.refresh_from_db()
        assert run.status == "applied", run.problem
        return run

    first = bring_in(MIXED.encode())
    assert (Order.objects.count(), first.counts["file"]["bad_rows"]) == (2, 1)
    rejected = b"".join(browser.get(reverse("sales:import_rejected", args=[first.pk])).streaming_content)
    second = bring_in(rejected.replace(b"much", b"30"))
    assert (second.counts["file"]["bad_rows"], second.counts["written"]["orders_new"]) == (0, 1)
    amounts = dict(Order.objects.values_list("number", "amount_minor"))
    assert amounts == {"1": 1000, "2": 2000, "3": 3000}
    assert Order.objects.get(number="3").customer is not None
