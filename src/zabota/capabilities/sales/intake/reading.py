"""The steps before anything is written: read the file, propose columns, check against what is here."""

from dataclasses import asdict, replace
from typing import Any

from zabota.capabilities.sales.contracts import FILE_KIND, Choices, WhenChanged
from zabota.capabilities.sales.files import (
    ORDER_FIELDS,
    DuplicateNumbers,
    OrderOptions,
    OrdersFile,
    OrdersFileError,
    RowsAre,
)
from zabota.capabilities.sales.files.reading import mapping_of, read_staged_orders
from zabota.capabilities.sales.intake.plan import Plan, make_plan
from zabota.foundation.identity import queries as identity
from zabota.foundation.importing import (
    ImportFileError,
    Mapping,
    Proposal,
    StagedFile,
    recognise,
    stage_file,
)
from zabota.foundation.importing.folder import dump, folder_of, load
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.remembering import dump_problem, remembered_mapping

FIELD_NAMES = tuple(field.name for field in ORDER_FIELDS)


def stage(run: ImportRun) -> None:
    """Read the file whole and propose its columns; a file nobody can read fails with its reason."""
    folder, choices = folder_of(run), load(Choices, run.options)
    try:
        staged = stage_file(folder.source, workdir=folder.work, hints=choices.hints)
    except ImportFileError as error:
        run.status, run.problem = ImportStatus.FAILED, dump_problem(error.problem)
        run.save(update_fields=["status", "problem"])
        return
    proposal = recognise(staged, ORDER_FIELDS)
    folder.keep(staged)
    folder.keep(proposal)
    mapping = remembered_mapping(FILE_KIND, staged, ORDER_FIELDS) or mapping_of(proposal)
    run.mapping, run.sha256, run.problem = dump(mapping), staged.sha256, {}
    run.counts = {"rows": staged.row_count}
    run.save(update_fields=["mapping", "sha256", "counts", "problem"])


def check(run: ImportRun) -> OrdersFile | None:
    """Group the file into orders and compare with the database; None when a choice is still open."""
    folder, choices = folder_of(run), load(Choices, run.options)
    staged, proposal = folder.load(StagedFile), folder.load(Proposal)
    try:
        file = read_staged_orders(
            staged, proposal=proposal, mapping=load(Mapping, run.mapping), options=choices.order, workdir=folder.work
        )
    except OrdersFileError as error:
        run.status, run.problem = ImportStatus.MAPPED, dump_problem(error.problem) | {"choice": error.choice.value}
        run.counts.pop("waiting", None)
        run.save(update_fields=["status", "problem", "counts"])
        return None
    plan = make_plan(file, source=choices.source)
    folder.keep(file)
    run.status, run.problem, run.counts = ImportStatus.CHECKED, {}, summary_of(file, plan)
    run.save(update_fields=["status", "problem", "counts"])
    return file


def summary_of(file: OrdersFile, plan: Plan) -> dict[str, Any]:
    return {
        "rows": file.counts.rows,
        "file": asdict(file.counts),
        "plan": asdict(plan),
        "totals": [asdict(total) for total in file.totals],
        "first_on": file.first_on.isoformat() if file.first_on else None,
        "last_on": file.last_on.isoformat() if file.last_on else None,
        "problems": dict(file.converted.problem_counts),
        "rows_are": file.rows_are.value,
    }


def default_choices(source: str) -> Choices:
    """What the company's settings say before anybody chose."""
    company = identity.find_company()
    if company is None:
        return Choices(source=source)
    order = OrderOptions(
        default_currency=company.currency,
        time_zone=company.time_zone,
        margin_rate=float(company.margin_rate) if company.margin_rate is not None else None,
    )
    return Choices(order=order, source=source)


def chosen_by_program(
    *, currency: str, margin_rate: float | None, rows_are: RowsAre | None, duplicate_numbers: DuplicateNumbers | None,
    when_changed: WhenChanged, source: str,
) -> Choices:  # fmt: skip
    """The choices an API call or a command line makes at once; what it leaves open follows the company."""
    base = default_choices(source)
    order = replace(
        base.order,
        currency=currency or None,
        margin_rate=base.order.margin_rate if margin_rate is None else margin_rate,
        rows_are=rows_are,
        duplicate_numbers=duplicate_numbers,
    )
    return replace(base, order=order, when_changed=when_changed)
