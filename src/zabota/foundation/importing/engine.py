"""A DuckDB connection with a memory limit, in UTC, without access to anything but what it is given."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .contracts import Limits


def connect(workdir: Path, limits: Limits | None = None) -> duckdb.DuckDBPyConnection:
    memory = (limits or Limits()).engine_memory
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")  # it would print into --json answers
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"SET temp_directory = {quoted(str(workdir / 'spill'))}")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    return connection


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
