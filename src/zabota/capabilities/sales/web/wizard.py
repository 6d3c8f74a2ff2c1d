"""The import wizard: file → columns → check → import → result. Each page can be left and come back to."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.sales import jobs, services
from zabota.capabilities.sales.contracts import (
    IMPORT_ORDERS,
    SMALL_FILE_BYTES,
    SMALL_FILE_ROWS,
    Choices,
    ImportStateError,
)
from zabota.capabilities.sales.files import ORDER_FIELDS
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.sales.queries import progress_of
from zabota.capabilities.sales.web.forms import ColumnsForm
from zabota.capabilities.sales.web.requests import actor_of, import_of, steps
from zabota.foundation.importing import Mapping, StagedFile, describe
from zabota.foundation.importing.folder import UploadTooLargeError, folder_of, load
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.preview import preview_rows
from zabota.foundation.importing.remembering import load_problem

WRITTEN = (ImportStatus.APPLYING, ImportStatus.APPLIED, ImportStatus.UNDOING, ImportStatus.UNDONE)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(IMPORT_ORDERS)
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("Choose a file first.")
        else:
            try:
                run = services.upload_orders(
                    actor_of(request), file_name=upload.name or "orders", chunks=upload.chunks()
                )
            except UploadTooLargeError:
                return render(request, "413.html", status=413)
            if run.size_bytes <= SMALL_FILE_BYTES:
                services.read_import(run_id=run.pk)
            else:
                jobs.read_import.enqueue(run_id=run.pk)
            return redirect("sales:import_columns", run.pk)
    shown = {"steps": steps(1), "error": error}
    return render(request, "sales/import_new.html", shown, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if run.status in WRITTEN:
        return redirect("sales:import_result", run.pk)
    folder = folder_of(run)
    if run.status == ImportStatus.FAILED or not folder.has(StagedFile):
        return _wait_or_failure(request, run, step=2)
    staged, mapping, chosen = folder.load(StagedFile), load(Mapping, run.mapping), load(Choices, run.options)
    form = ColumnsForm(request.POST or None, staged=staged, mapping=mapping, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        run = services.choose_columns(
            actor_of(request), run=run, mapping=form.chosen_mapping(), choices=form.chosen_choices()
        )
        if request.POST.get("action") == "preview" or run.status == ImportStatus.FAILED:
            return redirect("sales:import_columns", run.pk)
        _check(run)
        return redirect("sales:import_check", run.pk)
    shown = {
        "run": run,
        "steps": steps(2, run),
        "staged": staged,
        "form": form,
        "rows": preview_rows(staged, mapping, ORDER_FIELDS, workdir=folder.work),
        "problem": _sentence(run),
    }
    return render(request, "sales/import_columns.html", shown, status=422 if form.errors else 200)


def _check(run: ImportRun) -> None:
    if run.counts.get("rows", 0) <= SMALL_FILE_ROWS:
        services.check_import(run_id=run.pk)
    else:
        services.await_check(run_id=run.pk)
        jobs.check_import.enqueue(run_id=run.pk, unique=f"sales.check:{run.pk}")


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if request.method == "POST":
        return _begin(request, run)
    if run.status in WRITTEN:
        return redirect("sales:import_result", run.pk)
    if run.status == ImportStatus.FAILED or run.counts.get("waiting"):
        return _wait_or_failure(request, run, step=3)
    if run.status != ImportStatus.CHECKED:
        return redirect("sales:import_columns", run.pk)
    shown = {"run": run, "steps": steps(3, run), "file": run.counts["file"], "plan": run.counts["plan"]} | _period(run)
    return render(request, "sales/import_check.html", shown)


def _begin(request: HttpRequest, run: ImportRun) -> HttpResponse:
    try:
        services.start_writing(actor_of(request), run=run)
    except ImportStateError:
        messages.error(request, _("This import was begun already, or has to be checked again."))
    else:
        jobs.write_import.enqueue(run_id=run.pk, unique=f"sales.write:{run.pk}")
    return redirect("sales:import_result", run.pk)


@require_GET
def result(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    if run.status not in WRITTEN:
        return redirect("sales:import_columns", run.pk)
    if run.status in {ImportStatus.APPLYING, ImportStatus.UNDOING}:
        return _wait_or_failure(request, run, step=4)
    shown = {"run": run, "steps": steps(6), "written": run.counts.get("written", {}), "file": run.counts["file"]}
    return render(request, "sales/import_result.html", shown | _period(run))


@require_GET
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The moving part of the waiting page; sends the browser on when the work is done."""
    run = import_of(request, run_id)
    now = progress_of(run)
    if now.is_done:
        response = HttpResponse()
        response["HX-Redirect"] = _next_page(run)
        return response
    return render(request, "sales/import_progress.html", {"run": run, "progress": now})


def _next_page(run: ImportRun) -> str:
    if run.status == ImportStatus.CHECKED:
        return reverse("sales:import_check", args=[run.pk])
    is_written = run.status in {ImportStatus.APPLIED, ImportStatus.UNDONE}
    return reverse("sales:import_result" if is_written else "sales:import_columns", args=[run.pk])


def _wait_or_failure(request: HttpRequest, run: ImportRun, *, step: int) -> HttpResponse:
    if run.status == ImportStatus.FAILED:
        shown = {"run": run, "steps": steps(step), "problem": _sentence(run)}
        return render(request, "sales/import_failed.html", shown, status=422)
    shown = {"run": run, "steps": steps(step, run), "progress": progress_of(run)}
    return render(request, "sales/import_wait.html", shown)


@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    try:
        services.start_undoing(actor_of(request), run=run)
    except ImportStateError:
        messages.error(request, _("This import cannot be undone now."))
    else:
        jobs.take_back_import.enqueue(run_id=run.pk, unique=f"sales.undo:{run.pk}")
    return redirect("sales:import_result", run.pk)


@require_POST
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    run = import_of(request, run_id)
    try:
        services.discard_import(actor_of(request), run=run)
    except ImportStateError:
        messages.error(request, _("This import is written already: undo it instead."))
        return redirect("sales:import_result", run.pk)
    messages.success(request, _("The file is thrown away; nothing was written."))
    return redirect("sales:import_new")


def _period(run: ImportRun) -> dict[str, date | None]:
    """First and last day of the file; JSON keeps them as text."""
    days = {name: run.counts.get(name) for name in ("first_on", "last_on")}
    return {name: date.fromisoformat(day) if day else None for name, day in days.items()}


def _sentence(run: ImportRun) -> str:
    return describe(load_problem(run.problem), more=ORDER_PROBLEMS) if run.problem else ""
