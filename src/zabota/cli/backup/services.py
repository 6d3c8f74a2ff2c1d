"""Save everything into one file; bring everything back from one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import zabota
from zabota.cli.backup import archive, postgres, sqlite
from zabota.cli.backup.contracts import BackupError, BackupInfo, NotEmptyError
from zabota.cli.language import _
from zabota.foundation.identity.queries import find_company

DATABASE, FILES = "database", "files"


def default_path(reason: str = "backup") -> Path:
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"zabota-{reason}-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"


def make_backup(*, target: Path) -> BackupInfo:
    """Write an archive of the database at one moment and of the company's files; others may go on writing."""
    with _scratch(target.parent) as scratch:
        saved = _dump_database(scratch)
        files = archive.company_files(Path(settings.DATA_DIR), database=_database_file())
        members = {f"{DATABASE}/{path.name}": path for path in sorted(saved.iterdir())}
        members |= {f"{FILES}/{path.relative_to(settings.DATA_DIR)}": path for path in files}
        facts = {
            "created_at": timezone.now().isoformat(), "version": zabota.__version__, "vendor": connection.vendor,
            "migrations": applied_migrations(), "rows": _count_saved(saved),
        }  # fmt: skip
        archive.write(target, facts=facts, members=members)
    return archive.read_manifest(target)


def restore_backup(*, source: Path, force: bool = False) -> BackupInfo:
    """Put an archive in the place of what is here, after every checksum was compared.

    A company that is here already is refused (NotEmptyError) or, with `force`, saved first to `backups/`.
    """
    info = archive.read_manifest(source)
    if info.vendor != connection.vendor:
        words = _("the backup holds a %s database, and this installation has %s: set DATABASE_URL to the same kind")
        raise BackupError(words % (info.vendor, connection.vendor))
    if unknown := [name for name in info.migrations.items() if name not in MigrationLoader(connection).graph.nodes]:
        raise BackupError(_("the backup was made by a newer Zabota (%s %s): update first") % unknown[0])
    with _scratch(Path(settings.DATA_DIR)) as scratch:
        archive.extract(source, scratch)
        if _has_company():
            if not force:
                raise NotEmptyError(_("there is a company here already; --force saves it and then restores over it"))
            make_backup(target=default_path("before-restore"))
        if connection.vendor == "sqlite":
            sqlite.load(scratch / DATABASE / "zabota.sqlite3")
        else:
            postgres.load(scratch / DATABASE, migrations=info.migrations)
        _put_files(scratch / FILES)
    call_command("migrate", verbosity=0)
    return info


def applied_migrations() -> dict[str, str]:
    """The last applied migration of every app, in an order that can be applied."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations or {}
    last: dict[str, str] = {}
    for app, name in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if (app, name) in applied:
            last.pop(app, None)
            last[app] = name
    return last


def pending_migrations() -> int:
    loader = MigrationLoader(connection)
    return len(set(loader.graph.nodes) - set(loader.applied_migrations or {}))


def _dump_database(scratch: Path) -> Path:
    folder = scratch / DATABASE
    folder.mkdir()
    if connection.vendor == "sqlite":
        sqlite.dump(folder / "zabota.sqlite3")
    else:
        postgres.dump(folder)
    return folder


def _count_saved(folder: Path) -> dict[str, int]:
    """Rows by table, counted in what was saved, not in the database that goes on living."""
    if connection.vendor == "sqlite":
        return sqlite.count_rows(folder / "zabota.sqlite3")
    return {path.stem: postgres.count_rows(path) for path in sorted(folder.glob("*.csv"))}


def _database_file() -> Path | None:
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def _has_company() -> bool:
    return "identity_company" in connection.introspection.table_names() and find_company() is not None


def _put_files(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        target = Path(settings.DATA_DIR) / path.relative_to(folder)
        if path.is_dir():
            target.mkdir(mode=0o700, exist_ok=True)
        else:
            shutil.copy(path, target)


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".zabota-", suffix=".tmp", dir=beside) as folder:
        yield Path(folder)
