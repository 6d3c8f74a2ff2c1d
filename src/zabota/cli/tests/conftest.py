"""An installation of its own for every test: a data directory, a database, the real command in a process."""

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection


@dataclass(frozen=True)
class Installation:
    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: object, code: int = 0) -> str:
        done = self._run([sys.executable, "-m", "zabota.cli", *map(str, arguments)])
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def run_json(self, *arguments: object, code: int = 0) -> dict:
        done = self._run([sys.executable, "-m", "zabota.cli", *map(str, arguments), "--json"])
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def python(self, code: str) -> str:
        """Run code inside the started product."""
        start = "from zabota.cli.terminal import start_django; start_django()\n"
        done = self._run([sys.executable, "-c", start + code])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _run(self, command: list[str]) -> subprocess.CompletedProcess:
        return subprocess.run(command, check=False, env=self.environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def new_installation(tmp_path, db):
    """Makes installations; on PostgreSQL each has its own database, dropped afterwards."""
    made: list[str] = []

    def make(name: str = "shop") -> Installation:
        folder = tmp_path / name
        environment = {**os.environ, "ZABOTA_DATA_DIR": str(folder), "ZABOTA_LANGUAGE": "en"}
        environment.pop("ZABOTA_SECRET_KEY", None)
        if connection.vendor == "sqlite":
            environment.pop("DATABASE_URL", None)
        else:
            made.append(f"{name}_{os.getpid()}_{random.randrange(10**6)}")
            _admin(f"create database {made[-1]}")
            environment["DATABASE_URL"] = _address(made[-1])
        return Installation(folder, environment)

    yield make
    for name in made:
        _admin(f"drop database {name} with (force)")


def _address(database: str) -> str:
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@:{settings['PORT']}/{database}?host={settings['HOST']}"


def _admin(statement: str) -> None:
    import psycopg

    with psycopg.connect(_address("postgres"), autocommit=True) as admin:
        admin.execute(statement)
