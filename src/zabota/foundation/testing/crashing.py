"""A product in processes of its own that are killed with SIGKILL in the middle of their work."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass
class Shop:
    """`scene` is the script whose steps are run and killed."""

    scene: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        command = [sys.executable, str(self.scene), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def totals(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("totals").splitlines()[-1])
        return found

    def ask(self, query: str) -> int:
        """Read past the product, with the bare driver, as an outsider would."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            import sqlite3

            outsider: Any = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=20)
        else:
            import psycopg

            outsider = psycopg.connect(url)
        try:
            return int(outsider.execute(query).fetchone()[0])
        finally:
            outsider.close()

    def kill_when(self, step: str, query: str, reached: int) -> None:
        """Start a step and kill it as soon as the answer to the query is at least this."""
        process = subprocess.Popen(
            [sys.executable, str(self.scene), step], env=self.environment, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while self.ask(query) < reached:
            assert process.poll() is None, "the step was over before the kill: the test proves nothing"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait(10)


def shop_of(tmp_path: Path, scene: Path) -> Iterator[Shop]:
    """A data folder and an empty database of its own, on the database the tests run on."""
    data = tmp_path / "data"
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(data)}
    if connection.vendor == "sqlite":
        yield Shop(scene, environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite3"})
        return
    import psycopg

    settings, name = connection.settings_dict, f"shop_{os.getpid()}_{random.randrange(10**6)}"
    server = f"postgresql://{settings['USER']}@:{settings['PORT']}/{{}}?host={settings['HOST']}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield Shop(scene, environment | {"DATABASE_URL": server.format(name)})
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
