"""`zabota import-people FILE` and `zabota import-people undo ID`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _
from zabota.cli.terminal import progress_bar, say, say_json, start_django, stop

if TYPE_CHECKING:
    from zabota.foundation.importing.models import ImportRun


def import_people(  # noqa: PLR0917 - typer reads the signature
    file: Annotated[str, typer.Argument(help=_("CSV, XLSX, Parquet or vCard; or the word undo"))],
    number: Annotated[int | None, typer.Argument(help=_("With undo: the number of the import"))] = None,
    match_by: Annotated[
        str, typer.Option("--match", help=_("Who is the same: usual, key, phone, email or name_phone"))
    ] = "usual",
    found: Annotated[str, typer.Option(help=_("Those who are here: fill, overwrite or skip"))] = "fill",
    is_strict: Annotated[bool, typer.Option("--strict", help=_("Write nothing while any row has errors"))] = False,
    source: Annotated[str, typer.Option(help=_("Name of the source whose codes they are; found by itself"))] = "",
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would happen"))] = False,
    is_agreed: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False,
) -> None:
    start_django()
    if file == "undo":
        _undo(number, as_json=as_json)
        return
    path = Path(file)
    if not path.is_file():
        stop(exit_codes.UNREACHABLE, _("There is no file %s") % file)
    run = _checked(path, _choices(match_by, found, is_strict=is_strict, source=source))
    if not as_json:
        _tell_plan(run)
    if is_dry_run:
        _end(run, as_json=as_json)
    if not is_agreed and not as_json and not typer.confirm(_("Import?"), default=True):
        _discard(run)
        raise typer.Exit(exit_codes.OK)
    run = _written(run)
    if not as_json:
        say(_("Imported as number %(id)s. Undo: zabota import-people undo %(id)s") % {"id": run.pk})
    _end(run, as_json=as_json)


def _choices(match_by: str, found: str, *, is_strict: bool, source: str) -> Any:  # noqa: ANN401
    from zabota.capabilities.customers.contracts import MatchBy, WhenFound
    from zabota.capabilities.people_files.contracts import Choices, OnErrors

    try:
        return Choices(
            match_by=MatchBy(match_by), when_found=WhenFound(found), source=source,
            on_errors=OnErrors.NOTHING if is_strict else OnErrors.REST,
        )  # fmt: skip
    except ValueError as error:
        stop(exit_codes.USAGE, str(error))


def _checked(path: Path, choices: Any) -> "ImportRun":  # noqa: ANN401
    """Upload, read, check; a file that cannot be read ends the command with its reason."""
    from zabota.capabilities.people_files import services
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.importing.folder import UploadTooLargeError

    try:
        with path.open("rb") as file, progress_bar(_("Reading")):
            chunks = iter(lambda: file.read(2**20), b"")
            run = services.upload_people(SYSTEM, file_name=path.name, chunks=chunks, choices=choices)
            run = services.read_import(run_id=run.pk)
            run = services.check_import(run_id=run.pk)
    except UploadTooLargeError:
        stop(exit_codes.REFUSED, _("The file is larger than this installation takes."))
    if run.status != "checked":
        from zabota.capabilities.people_files.labels import PEOPLE_PROBLEMS
        from zabota.foundation.importing import describe
        from zabota.foundation.importing.remembering import load_problem

        sentence = describe(load_problem(run.problem), more=PEOPLE_PROBLEMS)
        _discard(run)
        stop(exit_codes.PROBLEM_FOUND, sentence)
    return run


def _tell_plan(run: "ImportRun") -> None:
    file, plan = run.counts["file"], run.counts["plan"]
    lines = (
        (_("New customers"), plan["new"]),
        (_("Here already, will change"), plan["changed"]),
        (_("Here already, stay the same"), plan["same"]),
        (_("Rows joined to others of the same person"), file["merged_rows"]),
        (_("Rows with errors, left out"), file["bad_rows"]),
        (_("Details that could not be read"), file["warnings"]),
    )
    for label, count in lines:
        shown = f"{count:,}".replace(",", " ")
        say(f"  {label}: {shown}")


def _written(run: "ImportRun") -> "ImportRun":
    from django.utils import timezone

    from zabota.capabilities.people_files import services
    from zabota.capabilities.people_files.contracts import BadRowsError
    from zabota.foundation.identity.contracts import SYSTEM

    try:
        services.start_writing(SYSTEM, run=run, now=timezone.now())
    except BadRowsError:
        _discard(run)
        stop(exit_codes.PROBLEM_FOUND, _("Some rows have errors, so nothing was written."))
    with progress_bar(_("Writing")):
        return services.write_import(run_id=run.pk, now=timezone.now())


def _discard(run: "ImportRun") -> None:
    from zabota.capabilities.people_files import services
    from zabota.foundation.identity.contracts import SYSTEM

    services.discard_import(SYSTEM, run=run)


def _undo(number: int | None, *, as_json: bool) -> None:
    from django.utils import timezone

    from zabota.capabilities.people_files import services
    from zabota.capabilities.people_files.contracts import KIND, ImportStateError
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.importing.models import ImportRun

    run = ImportRun.objects.filter(pk=number, kind=KIND).first() if number else None
    if run is None:
        stop(exit_codes.USAGE, _("Name the import to undo: zabota import-people undo 12"))
    try:
        services.start_undoing(SYSTEM, run=run)
    except ImportStateError as error:
        stop(exit_codes.REFUSED, _("This import cannot be undone: its state is %s") % error.status)
    with progress_bar(_("Undoing")):
        run = services.take_back_import(run_id=run.pk, now=timezone.now())
    if as_json:
        say_json({"id": run.pk, "status": run.status, **run.counts["taken_back"]})
    else:
        say(_("Undone. Cards people have gone on with since, which stay: %s") % run.counts["taken_back"]["kept"])


def _end(run: "ImportRun", *, as_json: bool) -> None:
    """Exit code 1 where rows were left out, so that a script notices."""
    if as_json:
        say_json({"id": run.pk, "status": run.status, **run.counts})
    raise typer.Exit(exit_codes.PROBLEM_FOUND if run.counts["file"]["bad_rows"] else exit_codes.OK)


def register(app: typer.Typer) -> None:
    app.command("import-people", help=_("Bring customers in from a file of contacts, or undo an import."))(
        import_people
    )
