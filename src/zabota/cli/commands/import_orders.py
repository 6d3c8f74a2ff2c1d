"""`zabota import FILE` and `zabota import undo ID`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _
from zabota.cli.terminal import progress_bar, say, say_json, start_django, stop

if TYPE_CHECKING:
    from zabota.foundation.importing.models import ImportRun


def import_orders(  # noqa: PLR0917 - typer reads the signature
    file: Annotated[str, typer.Argument(help=_("CSV, XLSX or Parquet, also gzip; or the word undo"))],
    number: Annotated[int | None, typer.Argument(help=_("With undo: the number of the import"))] = None,
    mapped: Annotated[
        list[str] | None, typer.Option("--map", help=_("field=Header of a column; may be repeated"))
    ] = None,
    currency: Annotated[str, typer.Option(help=_("Keep this currency, skip the others"))] = "",
    margin: Annotated[
        float | None, typer.Option(min=0, max=100, help=_("Usual margin in per cent, where the file has no cost"))
    ] = None,
    rows: Annotated[str, typer.Option(help=_("What a row is: orders or lines"))] = "",
    repeated: Annotated[str, typer.Option(help=_("Equal numbers with different sums: lines or reject"))] = "",
    changed: Annotated[str, typer.Option(help=_("Orders that changed: keep or replace"))] = "keep",
    source: Annotated[str, typer.Option(help=_("Name of the source; one number is one order in it"))] = "file",
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
    run = _checked(path, mapped or [], _choices(currency, margin, rows, repeated, changed, source))
    if not as_json:
        _tell_plan(run)
    if is_dry_run:
        _end(run, as_json=as_json)
    if not is_agreed and not as_json and not typer.confirm(_("Import?"), default=True):
        from zabota.capabilities.sales import services
        from zabota.foundation.identity.contracts import SYSTEM

        services.discard_import(SYSTEM, run=run)
        raise typer.Exit(exit_codes.OK)
    run = _written(run)
    if not as_json:
        say(_("Imported as number %(id)s. Undo: zabota import undo %(id)s") % {"id": run.pk})
    _end(run, as_json=as_json)


def _choices(currency: str, margin: float | None, rows: str, repeated: str, changed: str, source: str) -> Any:  # noqa: ANN401, PLR0917
    from zabota.capabilities.sales.contracts import WhenChanged
    from zabota.capabilities.sales.files import DuplicateNumbers, RowsAre
    from zabota.capabilities.sales.intake.reading import chosen_by_program

    try:
        return chosen_by_program(
            currency=currency.upper(),
            margin_rate=None if margin is None else margin / 100,
            rows_are=RowsAre(rows) if rows else None,
            duplicate_numbers=DuplicateNumbers(repeated) if repeated else None,
            when_changed=WhenChanged(changed),
            source=source,
        )
    except ValueError as error:
        stop(exit_codes.USAGE, str(error))


def _checked(path: Path, mapped: list[str], choices: Any) -> "ImportRun":  # noqa: ANN401
    """Upload, read, check; a file that cannot go on ends the command with its reason."""
    from zabota.capabilities.sales import services
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.importing.folder import UploadTooLargeError

    try:
        with path.open("rb") as file, progress_bar(_("Reading")):
            chunks = iter(lambda: file.read(2**20), b"")
            run = services.upload_orders(SYSTEM, file_name=path.name, chunks=chunks, choices=choices)
            run = services.read_import(run_id=run.pk)
            if mapped and run.status != "failed":
                run = _mapped(run, mapped, choices)
            run = services.check_import(run_id=run.pk)
    except UploadTooLargeError:
        stop(exit_codes.REFUSED, _("The file is larger than this installation takes."))
    if run.status != "checked":
        from zabota.capabilities.sales.messages import ORDER_PROBLEMS
        from zabota.foundation.importing import describe
        from zabota.foundation.importing.remembering import load_problem

        sentence = describe(load_problem(run.problem), more=ORDER_PROBLEMS)
        services.discard_import(SYSTEM, run=run)
        stop(exit_codes.PROBLEM_FOUND, f"{sentence}\n" + _("Options: --map, --currency, --rows, --repeated"))
    return run


def _mapped(run: "ImportRun", mapped: list[str], choices: Any) -> "ImportRun":  # noqa: ANN401
    from zabota.capabilities.sales import services
    from zabota.capabilities.sales.files import ORDER_FIELDS
    from zabota.capabilities.sales.intake import reading
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.importing import Mapping, StagedFile, folder, remembering

    staged = folder.folder_of(run).load(StagedFile)
    by_header = {column.header.lower(): column.key for column in staged.columns}
    keys = {name: column.key for name, column in folder.load(Mapping, run.mapping).columns.items()}
    for pair in mapped:
        name, _equals, header = pair.partition("=")
        if name not in reading.FIELD_NAMES or header.lower() not in by_header:
            fields, headers = ", ".join(reading.FIELD_NAMES), ", ".join(column.header for column in staged.columns)
            services.discard_import(SYSTEM, run=run)
            stop(
                exit_codes.USAGE,
                _("Cannot map %(pair)s.\nFields: %(fields)s\nColumns: %(headers)s")
                % {"pair": pair, "fields": fields, "headers": headers},
            )
        key = by_header[header.lower()]
        keys = {known: place for known, place in keys.items() if place != key} | {name: key}
    mapping = remembering.mapping_from_keys(staged, keys, ORDER_FIELDS)
    return services.choose_columns(SYSTEM, run=run, mapping=mapping, choices=choices)


def _tell_plan(run: "ImportRun") -> None:
    from zabota.foundation.design.formats import money

    file, plan = run.counts["file"], run.counts["plan"]
    say(_("From %(first)s to %(last)s") % {"first": run.counts["first_on"], "last": run.counts["last_on"]})
    for total in run.counts["totals"]:
        revenue, margin = (money(total[name], total["currency"]) for name in ("revenue_minor", "margin_minor"))
        say(_("Revenue less returns: %(revenue)s; margin: %(margin)s") % {"revenue": revenue, "margin": margin})
    lines = (
        (_("Orders"), file["orders"]),
        (_("of them returns"), file["returns"]),
        (_("of them without a customer"), file["anonymous_orders"]),
        (_("New orders"), plan["new_orders"]),
        (_("Here already"), plan["same_orders"]),
        (_("Here with other contents"), plan["changed_orders"]),
        (_("New customers"), plan["new_customers"]),
        (_("Known customers"), plan["known_customers"]),
        (_("Rows with errors, left out"), file["bad_rows"]),
        (_("Rows in other currencies, skipped"), file["other_currency_rows"]),
    )
    for label, count in lines:
        shown = f"{count:,}".replace(",", " ")
        say(f"  {label}: {shown}")


def _written(run: "ImportRun") -> "ImportRun":
    from django.utils import timezone

    from zabota.capabilities.sales import services
    from zabota.foundation.identity.contracts import SYSTEM

    services.start_writing(SYSTEM, run=run)
    with progress_bar(_("Writing")):
        return services.write_import(run_id=run.pk, now=timezone.now())


def _undo(number: int | None, *, as_json: bool) -> None:
    from django.utils import timezone

    from zabota.capabilities.sales import services
    from zabota.capabilities.sales.contracts import ImportStateError
    from zabota.foundation.identity.contracts import SYSTEM
    from zabota.foundation.importing.models import ImportRun

    run = ImportRun.objects.filter(pk=number).first() if number else None
    if run is None:
        stop(exit_codes.USAGE, _("Name the import to undo: zabota import undo 12"))
    try:
        services.start_undoing(SYSTEM, run=run)
    except ImportStateError as error:
        stop(exit_codes.REFUSED, _("This import cannot be undone: its state is %s") % error.status)
    with progress_bar(_("Undoing")):
        run = services.take_back_import(run_id=run.pk, now=timezone.now())
    if as_json:
        say_json({"id": run.pk, "status": run.status})
    else:
        say(_("Undone: nothing of this import is left."))


def _end(run: "ImportRun", *, as_json: bool) -> None:
    """Exit code 1 where rows were left out, so that a script notices."""
    if as_json:
        say_json({"id": run.pk, "status": run.status, **run.counts})
    raise typer.Exit(exit_codes.PROBLEM_FOUND if run.counts["file"]["bad_rows"] else exit_codes.OK)


def register(app: typer.Typer) -> None:
    app.command("import", help=_("Bring orders in from a file, or undo an import."))(import_orders)
