"""The web server: granian over WSGI, with the static files gathered once per version.

The process that watches over granian's own needs no Django: `serve`, which has it, gathers for its child.
"""

import hashlib
import shutil
from pathlib import Path


def serve_web(*, host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "zabota.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()


def gather_static_files() -> None:
    """Copy, compress and name by content all static files, unless nothing has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    folder, stamp = Path(settings.STATIC_ROOT), _stamp()
    mark = folder / ".stamp"
    if mark.exists() and mark.read_text(encoding="ascii") == stamp:
        return
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(stamp, encoding="ascii")


def _stamp() -> str:
    """Changes when any static file is added, removed or written."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
