"""Kill the workers with SIGKILL, again and again, in the middle of their work: nothing lost, nothing doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

SCENE = Path(__file__).with_name("crash_scene.py")


def amounts(count: int) -> int:
    return sum(number % 97 for number in range(count))


@dataclass
class Floor:
    """A database of its own and two workers on it."""

    environment: dict[str, str]
    workers: list[subprocess.Popen] = field(default_factory=list)

    def scene(self, *arguments: object) -> dict:
        command = [sys.executable, str(SCENE), *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=300)
        return json.loads(done.stdout.splitlines()[-1])

    def hire(self) -> None:
        command = [sys.executable, str(SCENE), "work"]
        self.workers.append(
            subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )

    def kill_one(self, dice: random.Random) -> None:
        victim = self.workers.pop(dice.randrange(len(self.workers)))
        victim.send_signal(signal.SIGKILL)
        victim.wait(10)

    def go_home(self) -> list[int]:
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        return [worker.wait(30) for worker in self.workers]


def rows_written(floor: Floor) -> int:
    """Read past the product, with the bare driver, as an outsider would."""
    query = "select count(*) from events_timelineevent"
    url = floor.environment["DATABASE_URL"]
    if url.startswith("sqlite"):
        import sqlite3

        outsider = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=20)
    else:
        import psycopg

        outsider = psycopg.connect(url)
    try:
        return outsider.execute(query).fetchone()[0]
    finally:
        outsider.close()


@pytest.fixture
def floor(tmp_path, request):
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url, drop = f"sqlite:///{tmp_path}/floor.sqlite3", None
    else:
        import psycopg

        name = f"floor_{os.getpid()}_{random.randrange(10**6)}"
        server = f"postgresql://{settings['USER']}@:{settings['PORT']}/{{}}?host={settings['HOST']}"
        with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
            admin.execute(f"create database {name}")
        url = server.format(name)

        def drop() -> None:
            with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
                admin.execute(f"drop database {name} with (force)")

    floor = Floor({**os.environ, "DATABASE_URL": url, "ZABOTA_DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"})
    yield floor
    for worker in floor.workers:
        if worker.poll() is None:
            worker.kill()
            worker.wait(10)
    if drop:
        drop()


def crash_and_count(floor: Floor, *, jobs: int, rows: int, kills: int) -> dict:
    """Two workers; each time another share of the rows is there, one of the two is killed and replaced."""
    dice = random.Random(20260301)
    floor.scene("prepare", jobs, rows)
    floor.hire()
    floor.hire()
    unfinished_at_kill = 0
    for kill in range(1, kills + 1):
        wait_until(floor, (jobs + rows) * kill // (kills + 1))
        time.sleep(dice.uniform(0, 0.02))
        floor.kill_one(dice)
        unfinished_at_kill += rows_written(floor) < jobs + rows
        floor.hire()
    assert unfinished_at_kill == kills, "a kill came after the work was over: the test proves nothing"
    wait_until(floor, jobs + rows)
    assert floor.go_home() == [0, 0]
    return floor.scene("drain")


def wait_until(floor: Floor, rows: int) -> None:
    deadline = time.monotonic() + 180
    while rows_written(floor) < rows:
        assert time.monotonic() < deadline, f"stuck at {rows_written(floor)} of {rows} rows"
        time.sleep(0.03)


def check(facts: dict, *, jobs: int, rows: int) -> None:
    assert facts["till.rung"] == {"rows": jobs, "distinct": jobs, "total": amounts(jobs)}
    assert facts["till.imported"] == {"rows": rows, "distinct": rows, "total": amounts(rows) if rows else None}
    assert facts["states"] == {"done": jobs + (1 if rows else 0)}


@pytest.mark.django_db
def test_killed_workers_lose_no_job_and_double_none(floor):
    check(crash_and_count(floor, jobs=2000, rows=20_000, kills=3), jobs=2000, rows=20_000)


@pytest.mark.slow
@pytest.mark.django_db
def test_workers_killed_twenty_times_lose_no_job_and_double_none(floor):
    facts = crash_and_count(floor, jobs=20_000, rows=200_000, kills=20)
    check(facts, jobs=20_000, rows=200_000)
    assert facts["claims"]["total"] > 20_001, "no kill hit a job in hand: the test proves nothing"
