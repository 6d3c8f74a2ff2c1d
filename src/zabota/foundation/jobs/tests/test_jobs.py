from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from zabota.foundation.jobs import (
    JobCancelledError,
    JobLostError,
    clock,
    declare,
    presence,
    progress,
    queries,
    services,
)
from zabota.foundation.jobs.contracts import JobState
from zabota.foundation.jobs.models import QueuedJob, ScheduledRun, Worker
from zabota.foundation.jobs.rules import Daily, Every, retry_delay
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.queue import work_off

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def new_job(monkeypatch):
    """Declare jobs that are forgotten after the test."""
    monkeypatch.setattr(declare, "_jobs", {})
    monkeypatch.setattr(declare, "_schedules", {})

    def make(function, *, name="test.job", **options):
        return declare.job(name=name, **options)(function)

    return make


def break_down() -> None:
    raise ZeroDivisionError("the scales are broken")


def state_of(job_id: int) -> str:
    return queries.get_job(job_id).state


def test_an_enqueued_job_runs_with_its_arguments(new_job):
    seen = []
    job_id = new_job(lambda *, number: seen.append(number)).enqueue(number=7)
    assert (work_off(), seen, state_of(job_id)) == (1, [7], "done")


def test_a_failing_job_waits_longer_after_every_attempt_and_ends_with_the_dead_letters(new_job):
    with time_machine.travel(NOON, tick=False) as clock_hands:
        job_id = new_job(break_down, retries=2, back_off_seconds=60).enqueue()
        waits = []
        for _attempt in range(3):
            work_off()
            row = queries.get_job(job_id)
            waits.append((row.run_at - timezone.now()).total_seconds())
            clock_hands.shift(timedelta(hours=1))
        assert row.state == "failed"
        assert "the scales are broken" in row.error
        assert 60 <= waits[0] <= 75
        assert 120 <= waits[1] <= 150
        assert work_off() == 0


def test_what_a_failing_job_wrote_is_taken_back(new_job):
    def write_and_break() -> None:
        ScheduledRun.objects.create(name="trace", due_at=NOON)
        break_down()

    new_job(write_and_break, retries=0).enqueue()
    work_off()
    assert not ScheduledRun.objects.filter(name="trace").exists()


def test_a_unique_job_that_waits_is_brought_forward_unless_it_rests_after_a_failure(new_job):
    refit = new_job(lambda: None)
    later, soon = timezone.now() + timedelta(hours=2), timezone.now() + timedelta(minutes=1)
    waiting = QueuedJob.objects.filter(pk=refit.enqueue(unique="refit", run_at=later))
    refit.enqueue(unique="refit", run_at=soon)
    refit.enqueue(unique="refit", run_at=later)
    assert waiting.get().run_at == soon
    waiting.update(attempts=1, run_at=later)
    refit.enqueue(unique="refit", run_at=soon)
    assert waiting.get().run_at == later


def test_a_unique_job_waits_once(new_job):
    refit = new_job(lambda: None)
    assert refit.enqueue(unique="refit") == refit.enqueue(unique="refit")
    assert work_off() == 1
    refit.enqueue(unique="refit")
    assert work_off() == 1


def test_two_jobs_of_one_key_do_not_run_at_the_same_time(new_job):
    refit = new_job(lambda: None)
    refit.enqueue(unique="refit")
    first = services.claim_next(worker="one")
    refit.enqueue(unique="refit")
    assert services.claim_next(worker="two") is None
    QueuedJob.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert services.claim_next(worker="two") is not None


def test_a_job_of_higher_priority_goes_first(new_job):
    seen = []
    new_job(lambda: seen.append("low"), name="low").enqueue()
    new_job(lambda: seen.append("high"), name="high", priority=5).enqueue()
    work_off()
    assert seen == ["high", "low"]


def test_a_delayed_job_waits_for_its_time(new_job):
    with time_machine.travel(NOON, tick=False) as clock_hands:
        new_job(lambda: None).enqueue(delay=timedelta(minutes=5))
        assert work_off() == 0
        clock_hands.shift(timedelta(minutes=5))
        assert work_off() == 1


def test_a_job_nobody_declares_any_more_is_a_dead_letter(new_job):
    job_id = new_job(lambda: None).enqueue()
    declare._jobs.clear()
    work_off()
    assert state_of(job_id) == "failed"


def test_a_worker_that_lost_its_job_cannot_finish_it(new_job):
    def lose_it() -> None:
        ScheduledRun.objects.create(name="trace", due_at=NOON)
        QueuedJob.objects.update(claim=99)

    job_id = new_job(lose_it).enqueue()
    assert work_off(limit=1000) == 1
    assert not ScheduledRun.objects.filter(name="trace").exists()
    assert queries.get_job(job_id).claim == 1


def test_progress_of_a_lost_long_job_stops_it(new_job):
    outcome = []

    def long_work() -> None:
        progress(1, 10, "one")
        QueuedJob.objects.update(claim=99)
        try:
            progress(2, 10, "two")
        except JobLostError:
            outcome.append("stopped")
            raise

    job_id = new_job(long_work, transactional=False).enqueue()
    work_off()
    row = queries.get_job(job_id)
    assert (outcome, row.progress_done, row.progress_total, row.progress_text) == (["stopped"], 1, 10, "one")


def test_a_cancelled_long_job_stops_at_its_next_step(new_job, owner):
    steps = []

    def long_work() -> None:
        for step in range(5):
            progress(step, 5)
            steps.append(step)
            if step == 1:
                services.cancel_job(actor=actor_of(owner), job_id=job_id)

    job_id = new_job(long_work, transactional=False).enqueue()
    work_off()
    assert (steps, state_of(job_id)) == ([0, 1], "cancelled")
    assert issubclass(JobCancelledError, Exception)


def dead_worker(name: str) -> Worker:
    long_ago = timezone.now() - timedelta(minutes=5)
    return Worker.objects.create(
        id=name, host="another machine", pid=1, threads=1, started_at=long_ago, seen_at=long_ago
    )


def test_the_job_of_a_dead_worker_returns_to_the_queue(new_job):
    job_id = new_job(lambda: None).enqueue()
    services.claim_next(worker=dead_worker("gone").pk)
    assert presence.reap() == 1
    row = queries.get_job(job_id)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert work_off() == 1


def test_the_job_of_a_living_worker_stays_with_it(new_job):
    new_job(lambda: None).enqueue()
    services.claim_next(worker=presence.register(threads=1).pk)
    assert presence.reap() == 0


def test_a_job_that_kills_every_worker_becomes_a_dead_letter(new_job):
    job_id = new_job(lambda: None).enqueue()
    for number in range(services.CRASH_LIMIT):
        services.claim_next(worker=dead_worker(f"gone {number}").pk)
        presence.reap()
    assert state_of(job_id) == "failed"


def test_a_stopping_worker_gives_its_job_back(new_job):
    job_id = new_job(lambda: None).enqueue()
    me = presence.register(threads=1)
    services.claim_next(worker=me.pk)
    presence.leave(me)
    assert (state_of(job_id), Worker.objects.count()) == ("waiting", 0)


def test_an_hour_is_kept_once_however_many_workers_look(new_job):
    declare.daily(at="03:00")(new_job(lambda: None, name="nightly"))
    assert clock.keep_hours(NOON) == 0, "a fresh installation does not begin with last night's work"
    tomorrow = NOON + timedelta(days=1)
    assert [clock.keep_hours(tomorrow) for _worker in range(3)] == [1, 0, 0]
    assert QueuedJob.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 1, 0, 29, tzinfo=UTC), datetime(2026, 2, 28, 0, 30, tzinfo=UTC)),
        (datetime(2026, 3, 1, 0, 30, tzinfo=UTC), datetime(2026, 3, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_hour_is_the_companys_hour(now, due):
    assert Daily.parse("03:30").latest_due(now, ZoneInfo("Europe/Moscow")) == due


def test_a_period_counts_from_the_epoch():
    assert Every(period=timedelta(hours=1)).latest_due(NOON + timedelta(minutes=59), UTC) == NOON


def test_no_wait_is_longer_than_an_hour_and_a_quarter():
    assert retry_delay(attempt=60, back_off_seconds=10, jitter=1) == timedelta(hours=1.25)


def test_the_owner_retries_a_failed_job_from_the_page(new_job, owner):
    job_id = new_job(break_down, retries=0).enqueue()
    work_off()
    page = client_of(owner).get("/settings/jobs?state=failed").content.decode()
    assert "the scales are broken" in page
    client_of(owner).post(f"/settings/jobs/{job_id}/retry")
    assert state_of(job_id) == "waiting"


def test_the_owner_cancels_a_waiting_job_from_the_page(new_job, owner):
    job_id = new_job(lambda: None).enqueue()
    client_of(owner).post(f"/settings/jobs/{job_id}/cancel")
    assert (state_of(job_id), work_off()) == ("cancelled", 0)


@pytest.mark.parametrize("role", ["manager", "agent", "analyst"])
def test_only_the_owner_sees_the_jobs(new_job, role, request):
    person = client_of(request.getfixturevalue(role))
    job_id = new_job(lambda: None).enqueue()
    assert person.get("/settings/jobs").status_code == 403
    assert person.post(f"/settings/jobs/{job_id}/cancel").status_code == 403
    assert state_of(job_id) == "waiting"


def test_the_strip_of_progress_renews_itself_until_the_job_is_over(new_job, agent):
    job_id = new_job(lambda: progress(30, 100, "30 rows"), transactional=False).enqueue()
    person = client_of(agent)
    assert f'hx-get="/jobs/{job_id}/progress"' in person.get(f"/jobs/{job_id}/progress").content.decode()
    work_off()
    over = person.get(f"/jobs/{job_id}/progress")
    assert "hx-get" not in over.content.decode()
    assert over.headers["HX-Trigger"] == "job-done"


def test_the_list_asks_the_database_little(new_job, owner, django_assert_max_num_queries):
    job = new_job(lambda: None)
    for _number in range(60):
        job.enqueue()
    person = client_of(owner)
    with django_assert_max_num_queries(10):
        assert person.get("/settings/jobs").status_code == 200


def test_the_next_job_is_found_by_the_index(new_job):
    if connection.vendor != "sqlite":
        pytest.skip("the plan of a small table says nothing on PostgreSQL")
    statement = services._CLAIM.format(lock="").replace("%(now)s", "'2026'").replace("%(worker)s", "'w'")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "jobs_next" in plan
    assert "SCAN" not in plan
