from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps

from zabota.capabilities.customers.models import Customer, CustomerDate, CustomerNote, CustomerTag
from zabota.capabilities.demo import answers, queries, services
from zabota.capabilities.demo.contracts import DemoAbsentError, DemoPresentError, OwnDataPresentError, Truth
from zabota.capabilities.sales import services as sales
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.capabilities.scores.models import MarkedEvent
from zabota.capabilities.segments.models import Segment, SegmentSize
from zabota.capabilities.segments.queries import members
from zabota.capabilities.surveys.models import Invitation, Response, Survey
from zabota.capabilities.telephony.models import PhoneCall
from zabota.capabilities.value.services import recompute_value
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.identity.contracts import SYSTEM, PermissionDeniedError
from zabota.foundation.identity.models import Branch
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.jobs.progress import progress_heard_by
from zabota.foundation.testing.cast import actor_of, client_of

YESTERDAY = date(2026, 5, 2)
NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)
SMALL = Truth(customers=150)
TRACES = {"importing.ImportRun", "audit", "events", "jobs", "undo", "warehouse"}
"""What an undone import rightly leaves: its own record, that of the change, the audit, and the queue's history."""


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def loaded(owner, own_folder):
    services.begin_loading(actor_of(owner))
    return services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)


def row_counts():
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if not {model._meta.label, model._meta.app_label} & TRACES
    }


def test_the_demo_is_one_import_of_its_own_kind(loaded):
    assert [(run.kind, run.status) for run in ImportRun.objects.all()] == [("demo", "applied")]
    assert Order.objects.exclude(import_run=loaded).count() == 0
    assert Customer.objects.filter(import_run__isnull=False).count() == SMALL.customers
    assert queries.is_present()


def test_everything_in_the_file_is_understood(loaded):
    file = loaded.counts["file"]
    assert (file["bad_rows"], file["warnings"], file["orders_without_margin"]) == (0, 0, 0)
    assert file["returns"] == file["returns_matched"] > 0
    assert file["anonymous_orders"] > 0
    assert OrderLine.objects.count() > Order.objects.count()
    assert Product.objects.exclude(category="").count() == Product.objects.count()
    assert Customer.objects.filter(acquisition_cost_minor__gt=0).exists()
    assert not Customer.objects.filter(acquisition_cost_minor__isnull=True).exists()
    assert set(Branch.objects.values_list("name", flat=True)) >= {"Магазин на Покровке", "Магазин на Петроградской"}
    assert max(Order.objects.values_list("ordered_on", flat=True)) <= YESTERDAY


def test_the_shop_knows_its_customers_by_more_than_their_orders(loaded):
    assert Customer.objects.filter(salutation="").count() < 10
    assert CustomerDate.objects.count() > SMALL.customers // 4
    assert CustomerTag.objects.exists()
    assert TimelineEvent.objects.filter(kind="customers.note_added").count() == CustomerNote.objects.count() > 0


def test_the_day_of_the_shop_begins_with_something_to_do(loaded, owner):
    page = client_of(owner).get("/today").content.decode()
    assert "Извиниться за опоздавшую доставку" in page
    assert "Позвонить по заявке с сайта" in page
    assert PhoneCall.objects.filter(customer=None).count() == 1


def test_the_shop_watches_three_segments_and_saw_them_change(loaded):
    segments = Segment.objects.filter(is_shared=True)
    assert [one.name for one in segments] == ["Лучшие клиенты", "Новые за месяц", "Постоянные, которые пропадают"]
    days = set(SegmentSize.objects.values_list("day", flat=True))
    assert (len(days), max(days)) == (90, max(Order.objects.values_list("ordered_on", flat=True)))
    assert all(len(set(one.sizes.values_list("customers", flat=True))) > 1 for one in segments)


@pytest.mark.slow
def test_the_past_of_a_segment_is_what_its_filter_would_have_found(loaded, owner, warehouse_folder):
    recompute_value(actor=SYSTEM, now=NOW)
    last_day = max(SegmentSize.objects.values_list("day", flat=True))
    at_noon = datetime.combine(last_day, time(12), tzinfo=UTC)
    for segment in Segment.objects.all():
        told = SegmentSize.objects.get(segment=segment, day=last_day).customers
        assert told == members(actor_of(owner), segment, now=at_noon).count() > 0, segment.name


def test_removing_leaves_the_database_as_before(owner, own_folder):
    before = row_counts()
    services.begin_loading(actor_of(owner))
    services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    assert row_counts() != before
    services.begin_removing(actor_of(owner))
    services.remove(actor_of(owner), now=NOW)
    assert row_counts() == before
    assert not queries.is_present()
    assert queries.find_run() is None


def test_after_removal_it_can_be_loaded_again(loaded, owner):
    services.begin_removing(actor_of(owner))
    services.remove(actor_of(owner), now=NOW)
    services.begin_loading(actor_of(owner))
    services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    assert Customer.objects.filter(import_run__isnull=False).count() == SMALL.customers


def test_loading_that_was_killed_goes_on_where_it_stopped(owner, own_folder):
    services.begin_loading(actor_of(owner))
    steps = []

    def die_at_the_fourth(*step):
        steps.append(step)
        if len(steps) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), progress_heard_by(die_at_the_fourth):
        services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    assert ImportRun.objects.count() == 1
    assert Customer.objects.filter(import_run__isnull=False).count() == SMALL.customers


def test_a_demo_that_never_got_written_is_removed_too(owner, own_folder):
    services.begin_loading(actor_of(owner))

    def die(done, total, text):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), progress_heard_by(die):
        services.load(actor_of(owner), last_on=YESTERDAY, now=NOW, truth=SMALL)
    services.begin_removing(actor_of(owner))
    services.remove(actor_of(owner), now=NOW)
    assert ImportRun.objects.count() == 0


def test_it_is_not_loaded_twice_nor_removed_when_absent(loaded, owner):
    with pytest.raises(DemoPresentError):
        services.begin_loading(actor_of(owner))
    services.begin_removing(actor_of(owner))
    with pytest.raises(DemoAbsentError):
        services.begin_removing(actor_of(owner))


def test_it_is_never_mixed_with_orders_of_a_real_company(owner, own_folder):
    run = sales.upload_orders(
        actor_of(owner),
        file_name="own.csv",
        chunks=["Дата;Номер заказа;Клиент;Сумма\n01.05.2026;1;Анна;100\n".encode()],
    )
    sales.read_import(run_id=run.pk)
    run = sales.check_import(run_id=run.pk)
    sales.start_writing(actor_of(owner), run=run)
    sales.write_import(run_id=run.pk, now=NOW)
    with pytest.raises(OwnDataPresentError):
        services.begin_loading(actor_of(owner))
    assert not queries.is_present()


def test_only_the_owner_loads_and_removes(loaded, manager, agent, analyst):
    for person in (manager, agent, analyst):
        for act in (services.begin_loading, services.begin_removing):
            with pytest.raises(PermissionDeniedError):
                act(actor_of(person))
        with pytest.raises(PermissionDeniedError):
            services.remove(actor_of(person), now=NOW)
    assert queries.is_present()


def test_its_customers_have_answered_for_a_year_and_their_answers_go_with_them(loaded, owner):
    nps = Response.objects.filter(survey__kind="nps")
    assert nps.count() > 30
    assert Invitation.objects.filter(answered_at=None).exists(), "most keep silent"
    assert nps.exclude(words="").exists()
    assert nps.filter(answered_at__gt=NOW).count() == 0
    assert MarkedEvent.objects.count() == 1
    answers.fill(loaded, now=NOW)
    assert Survey.objects.count() == 2
    services.begin_removing(actor_of(owner))
    services.remove(actor_of(owner), now=NOW)
    assert not Survey.objects.exists()
    assert not MarkedEvent.objects.exists()
