"""The real product in its own processes: `zabota serve` on a fresh data folder and database, started and stopped."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3
from psycopg import sql

START_SECONDS = 90
OWNER = ("owner@example.com", "correct horse battery")
FROZEN_CLOCK = """import datetime
import time_machine
time_machine.travel(datetime.datetime.fromisoformat("{now}"), tick=True).start()
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    """One installation. `socket_folder` given means PostgreSQL with a database of its own; else SQLite."""

    folder: Path
    socket_folder: str = ""
    frozen_at: str = ""
    port: int = field(default_factory=free_port)
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _database: str = field(default_factory=lambda: f"journey_{secrets.token_hex(6)}")

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.socket_folder:
            with psycopg.connect(self._postgres_url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._database)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder.with_name(self.folder.name + ".log")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZABOTA_", "DATABASE_URL"))}
        mine = {
            "ZABOTA_DATA_DIR": str(self.folder),
            "ZABOTA_LANGUAGE": "en",
            "ZABOTA_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        }
        if self.socket_folder:
            mine["DATABASE_URL"] = self._postgres_url(self._database)
        if self.frozen_at:
            clock = self.folder.with_name(self.folder.name + "-clock")
            clock.mkdir(exist_ok=True)
            (clock / "sitecustomize.py").write_text(FROZEN_CLOCK.format(now=self.frozen_at), encoding="ascii")
            mine["PYTHONPATH"] = os.pathsep.join([str(clock), *filter(None, [kept.get("PYTHONPATH")])])
        return kept | mine | dict(self.told)

    def run(self, *words: str, given: str = "") -> str:
        """One command of the command line, as a person would type it."""
        command = [sys.executable, "-m", "zabota.cli", *words]
        done = subprocess.run(
            command, env=self.environment(), input=given, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, f"zabota {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def set_up(self) -> None:
        """An empty company and its owner."""
        words = ("--company", "Лён и шёлк", "--owner", "Вера Шёлкова", "--email", OWNER[0], "--password-stdin")
        self.run("setup", *words, given=OWNER[1] + "\n")
        self.accounts["owner"] = OWNER

    def load_demo(self, *, on: str = "") -> None:
        told = json.loads(self.run("demo", "--no-serve", "--json", *(("--date", on) if on else ())))
        self.accounts = {one["role"]: (one["email"], one["password"]) for one in told["accounts"]}

    def start(self) -> "Product":
        command = [sys.executable, "-m", "zabota.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self.environment(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the product did not start: {self.log.read_text(encoding='utf-8')[-3000:]}")

    def finish_work(self, *, seconds: int = 240) -> None:
        """Wait until the worker has nothing left to do."""
        deadline = time.monotonic() + seconds
        while waiting := self.rows("SELECT name FROM jobs_queuedjob WHERE state IN ('waiting', 'running')"):
            assert time.monotonic() < deadline, f"the queue is still busy: {waiting}"
            time.sleep(0.5)
        failed = self.rows("SELECT name, error FROM jobs_queuedjob WHERE state = 'failed'")
        assert not failed, failed

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=40)
            self._process = None

    def discard(self) -> None:
        """Stop and, on PostgreSQL, drop the database; the folder is pytest's to remove."""
        self.stop()
        if self.socket_folder:
            with psycopg.connect(self._postgres_url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._database)))

    def faults_in_the_log(self) -> list[str]:
        if not self.log.exists():
            return []
        return re.findall(r"^(?:Traceback.*|.* ERROR .*)$", self.log.read_text(encoding="utf-8"), re.MULTILINE)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask the database itself; `?` stands for a value on both."""
        if self.socket_folder:
            with psycopg.connect(self._postgres_url(self._database)) as connection:
                return connection.execute(query.replace("?", "%s").encode(), values).fetchall()
        with closing(pysqlite3.connect(f"file:{self.folder / 'zabota.sqlite3'}?mode=ro", uri=True)) as connection:
            return [tuple(row) for row in connection.execute(query, values).fetchall()]

    def one(self, query: str, values: Sequence[Any] = ()) -> Any:
        found = self.rows(query, values)
        return found[0][0] if found else None

    def row_counts(self, *, without: tuple[str, ...] = ()) -> Mapping[str, int]:
        """How many rows every table holds."""
        if self.socket_folder:
            names = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        else:
            names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        kept = sorted(name for (name,) in names if not name.startswith(without))
        return {name: self.one(f'SELECT count(*) FROM "{name}"') for name in kept}

    def _postgres_url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"
