"""The wizard: file → columns → check → import → result. Each page can be left and come back to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files import jobs, queries, services
from zabota.capabilities.people_files.contracts import (
    SMALL_FILE_BYTES,
    SMALL_FILE_ROWS,
    BadRowsError,
    Choices,
    ImportStateError,
)
from zabota.capabilities.people_files.files.fields import PEOPLE_FIELDS
from zabota.capabilities.people_files.files.reading import PeopleFile
from zabota.capabilities.people_files.files.systems import system_of
from zabota.capabilities.people_files.labels import CARD_LABELS, PEOPLE_PROBLEMS
from zabota.capabilities.people_files.web.forms import ColumnsForm
from zabota.capabilities.people_files.web.requests import import_of, steps
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing import Mapping, StagedFile, describe, read_problems
from zabota.foundation.importing import render as render_problem
from zabota.foundation.importing.folder import UploadTooLargeError, folder_of, load
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.preview import preview_rows
from zabota.foundation.importing.remembering import load_problem

WRITTEN = (ImportStatus.APPLYING, ImportStatus.APPLIED, ImportStatus.UNDOING, ImportStatus.UNDONE)
SHOWN_PROBLEMS = 30


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    return render(request, "people_files/imports.html", {"runs": queries.list_imports(actor_of(request))})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(TAKE_IN_CUSTOMERS)
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("Choose a file first.")
        else:
            try:
                run = services.upload_people(
                    actor_of(request), file_name=upload.name or "people", chunks=upload.chunks()
                )
            except UploadTooLargeError:
                return render(request, "413.html", status=413)
            if run.size_bytes <= SMALL_FILE_BYTES:
                services.read_import(run_id=run.pk)
            else:
                jobs.read_import.enqueue(run_id=run.pk)
            return redirect("people_files:import_columns", run.pk)
    shown = {"steps": steps(1), "error": error}
    return render(request, "people_files/import_new.html", shown, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if run.status in WRITTEN:
        return redirect("people_files:import_result", run.pk)
    folder = folder_of(run)
    if run.status == ImportStatus.FAILED or not folder.has(StagedFile):
        return _wait_or_failure(request, run, step=2)
    staged, mapping, chosen = folder.load(StagedFile), load(Mapping, run.mapping), load(Choices, run.options)
    form = ColumnsForm(request.POST or None, staged=staged, mapping=mapping, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        run = services.choose_columns(
            actor_of(request), run=run, mapping=form.chosen_mapping(), choices=form.chosen_choices()
        )
        if request.POST.get("action") == "preview":
            return redirect("people_files:import_columns", run.pk)
        _check(run)
        return redirect("people_files:import_check", run.pk)
    system = system_of(run.counts.get("system", ""))
    shown = {
        "run": run, "steps": steps(2, run), "staged": staged, "form": form, "system": system,
        "rows": preview_rows(staged, mapping, PEOPLE_FIELDS, workdir=folder.work),
    }  # fmt: skip
    return render(request, "people_files/import_columns.html", shown, status=422 if form.errors else 200)


def _check(run: ImportRun) -> None:
    if run.counts.get("rows", 0) <= SMALL_FILE_ROWS:
        services.check_import(run_id=run.pk)
    else:
        services.await_check(run_id=run.pk)
        jobs.check_import.enqueue(run_id=run.pk, unique=f"people_files.check:{run.pk}")


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if request.method == "POST":
        return _begin(request, run)
    if run.status in WRITTEN:
        return redirect("people_files:import_result", run.pk)
    if run.status == ImportStatus.FAILED or run.counts.get("waiting"):
        return _wait_or_failure(request, run, step=3)
    if run.status != ImportStatus.CHECKED:
        return redirect("people_files:import_columns", run.pk)
    problems = read_problems(folder_of(run).load(PeopleFile).converted.problems_path, limit=SHOWN_PROBLEMS)
    file = run.counts["file"]
    shown = {
        "run": run, "steps": steps(3, run), "file": file, "plan": run.counts["plan"],
        "examples": _examples(actor_of(request), run),
        "problems": [render_problem(one, more=PEOPLE_PROBLEMS) for one in problems],
        "is_held": bool(file["bad_rows"]) and run.options["on_errors"] == "nothing",
    }  # fmt: skip
    return render(request, "people_files/import_check.html", shown)


def _examples(actor: Actor, run: ImportRun) -> list[dict[str, Any]]:
    """What would happen to the first people, in words; of what is here already, no more than this person sees."""
    hidden = customers.hidden_from(actor)
    names = {
        "owner_id": dict(Staff.objects.values_list("pk", "name")),
        "branch_id": dict(Branch.objects.values_list("pk", "name")),
    }
    shown = []
    for one in run.counts["plan"]["changes"]:
        fields = [
            {"label": CARD_LABELS[name], "before": before, "after": _word(names.get(name), after)}
            for name, before, after in one["fields"]
            if name not in hidden.columns and (one["kind"] == "changed" or name not in {"name", "kind"})
        ]
        shown.append({**one, "fields": fields})
    return shown


def _word(names: dict[int, str] | None, value: str) -> str:
    return value if names is None else names.get(int(value), "")


def _begin(request: HttpRequest, run: ImportRun) -> HttpResponse:
    try:
        services.start_writing(actor_of(request), run=run, now=timezone.now())
    except ImportStateError:
        messages.error(request, _("This import was begun already, or has to be checked again."))
    except BadRowsError:
        messages.error(request, _("Some rows have errors, and you chose that then nothing goes through."))
        return redirect("people_files:import_check", run.pk)
    else:
        jobs.write_import.enqueue(run_id=run.pk, unique=f"people_files.write:{run.pk}")
    return redirect("people_files:import_result", run.pk)


@require_GET
def result(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if run.status not in WRITTEN:
        return redirect("people_files:import_columns", run.pk)
    if run.status in {ImportStatus.APPLYING, ImportStatus.UNDOING}:
        return _wait_or_failure(request, run, step=4)
    counts = run.counts
    shown = {
        "run": run, "steps": steps(6), "written": counts.get("written", {}), "file": counts["file"],
        "taken_back": counts.get("taken_back", {}),
    }  # fmt: skip
    return render(request, "people_files/import_result.html", shown)


@require_GET
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The moving part of the waiting page; sends the browser on when the work is done."""
    run = import_of(request, run_id)
    now = queries.progress_of(run)
    if now.is_done:
        response = HttpResponse()
        response["HX-Redirect"] = _next_page(run)
        return response
    return render(request, "people_files/import_progress.html", {"run": run, "progress": now})


def _next_page(run: ImportRun) -> str:
    if run.status == ImportStatus.CHECKED:
        return reverse("people_files:import_check", args=[run.pk])
    is_written = run.status in {ImportStatus.APPLIED, ImportStatus.UNDONE}
    return reverse("people_files:import_result" if is_written else "people_files:import_columns", args=[run.pk])


def _wait_or_failure(request: HttpRequest, run: ImportRun, *, step: int) -> HttpResponse:
    if run.status == ImportStatus.FAILED:
        problem = describe(load_problem(run.problem), more=PEOPLE_PROBLEMS) if run.problem else ""
        shown = {"run": run, "steps": steps(step), "problem": problem}
        return render(request, "people_files/import_failed.html", shown, status=422)
    shown = {"run": run, "steps": steps(step, run), "progress": queries.progress_of(run)}
    return render(request, "people_files/import_wait.html", shown)


@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    try:
        services.start_undoing(actor_of(request), run=run)
    except ImportStateError:
        messages.error(request, _("This import cannot be undone now."))
    else:
        jobs.take_back_import.enqueue(run_id=run.pk, unique=f"people_files.undo:{run.pk}")
    return redirect("people_files:import_result", run.pk)


@require_POST
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    try:
        services.discard_import(actor_of(request), run=run)
    except ImportStateError:
        messages.error(request, _("This import is written already: undo it instead."))
        return redirect("people_files:import_result", run.pk)
    messages.success(request, _("The file is thrown away; nothing was written."))
    return redirect("people_files:import_new")
