import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _, ngettext

log = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@log.command("verify", help=_("Check that no entry of the audit log was altered or removed."))
def verify(as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False) -> None:
    from zabota.cli.terminal import say, say_json, start_django, stop

    start_django()
    from zabota.foundation.audit import queries

    check = queries.verify_chain()
    if as_json:
        broken = check.broken and {"what": check.broken.what, "entry_id": check.broken.entry_id}
        say_json({"intact": check.intact, "entries": check.entries, "last_hash": check.last_hash, "broken": broken})
    elif check.intact:
        counted = ngettext("Intact: %d entry.", "Intact: %d entries.", check.entries) % check.entries
        say(counted + " " + _("The last hash, to be kept elsewhere: %s") % check.last_hash)
    if check.broken is not None:
        words = {
            "altered": _("Entry %s was altered."),
            "missing": _("Entries before entry %s are missing."),
            "tail": _("Entries are missing at the end."),
        }[check.broken.what]
        stop(exit_codes.PROBLEM_FOUND, words % check.broken.entry_id if "%s" in words else words)


@log.command("export", help=_("Write the whole audit log as JSON lines, one entry a line with its hash."))
def export(
    file: Annotated[Path | None, typer.Argument(help=_("Where to write; by default to the terminal"))] = None,
) -> None:
    from zabota.cli.terminal import start_django

    start_django()
    from zabota.foundation.audit.export import json_lines

    with file.open("w", encoding="utf-8") if file else nullcontext(sys.stdout) as out:
        for line in json_lines():
            out.write(line + "\n")


def register(app: typer.Typer) -> None:
    app.add_typer(log, name="audit-log", help=_("Check or export the log of who did what."))
