from pathlib import Path
from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _


def backup(
    file: Annotated[Path | None, typer.Argument(help=_("Where to write; by default into backups/ of the data"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False,
) -> None:
    from zabota.cli.terminal import progress_bar, say, say_json, start_django, stop

    start_django()
    from zabota.cli.backup import services
    from zabota.cli.backup.contracts import BackupError

    target = (file or services.default_path()).resolve()
    try:
        with progress_bar(_("Saving")):
            info = services.make_backup(target=target)
    except BackupError as error:
        stop(exit_codes.PROBLEM_FOUND, str(error))
    except OSError as error:
        stop(exit_codes.UNREACHABLE, _("Cannot write the backup: %s") % error)
    if as_json:
        say_json({"path": info.path, "size_bytes": info.size_bytes, "created_at": info.created_at, "rows": info.rows})
        return
    rows = f"{sum(info.rows.values()):,}".replace(",", " ")
    say(_("Saved: %(path)s (%(size).1f MB, %(rows)s rows). It holds the secret key: keep it safe.") % {
        "path": info.path, "size": info.size_bytes / 1e6, "rows": rows,
    })  # fmt: skip


def restore(
    file: Annotated[Path, typer.Argument(help=_("A backup made by `zabota backup`"), exists=True, dir_okay=False)],
    force: Annotated[bool, typer.Option("--force", help=_("Save what is here, then restore over it"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False,
) -> None:
    from django.db import DatabaseError

    from zabota.cli.terminal import progress_bar, say, say_json, start_django, stop

    start_django()
    from zabota.cli.backup import services
    from zabota.cli.backup.contracts import BackupError, NotEmptyError

    try:
        with progress_bar(_("Restoring")):
            info = services.restore_backup(source=file.resolve(), force=force)
    except NotEmptyError as error:
        stop(exit_codes.REFUSED, str(error))
    except BackupError as error:
        stop(exit_codes.PROBLEM_FOUND, str(error))
    except DatabaseError as error:
        stop(exit_codes.UNREACHABLE, _("The database refused: %s. Stop Zabota and try again.") % error)
    if as_json:
        say_json({"path": info.path, "created_at": info.created_at, "version": info.version, "rows": info.rows})
        return
    say(_("Restored the state of %s. Start Zabota anew, so that it takes up the restored key.") % info.created_at)


def register(app: typer.Typer) -> None:
    app.command("backup", help=_("Save the database and all files into one archive, while Zabota runs."))(backup)
    app.command("restore", help=_("Bring everything back from an archive, after checking it."))(restore)
