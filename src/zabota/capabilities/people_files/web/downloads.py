"""Files an import of people gives back: rows to mend, the original, a sample."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files.files.reading import PeopleFile
from zabota.capabilities.people_files.labels import PEOPLE_PROBLEMS
from zabota.capabilities.people_files.web.requests import import_of
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing import TableKind, csv_chunks, write_rejected
from zabota.foundation.importing.folder import folder_of

SAMPLE_RU = (
    ("Код клиента", "Фамилия", "Имя", "Отчество", "Мобильный телефон", "Эл. почта", "Дата рождения", "Город",
     "Должность", "Теги", "Ответственный", "Примечание"),
    ("K-17", "Ким", "Анна", "Сергеевна", "+7 916 123-45-67", "anna@example.com", "03.05.1985", "Казань", "дизайнер",
     "лён; оптом", "", "Любит короткие письма"),
    ("K-18", "Орлов", "Пётр", "", "8 (916) 765-43-21; 8 843 200-10-10", "", "12.11", "Казань", "", "", "", ""),
)  # fmt: skip
SAMPLE_EN = (
    ("Customer code", "Last name", "First name", "Mobile phone", "E-mail", "Birthday", "City", "Job title", "Tags",
     "Responsible", "Notes"),
    ("K-17", "Kim", "Anna", "+44 20 7946 0958", "anna@example.com", "1985-05-03", "Leeds", "designer", "linen; trade",
     "", "Likes short letters"),
)  # fmt: skip


@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(TAKE_IN_CUSTOMERS)
    language = "ru" if get_language() == "ru" else "en"
    header, *rows = SAMPLE_RU if language == "ru" else SAMPLE_EN
    response = HttpResponse(csv_chunks(header, rows, language=language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="zabota-customers-sample.csv"'
    return response


@require_GET
def rejected(request: HttpRequest, run_id: int) -> FileResponse:
    """The rows that did not pass, each with what to mend: correct them and send this very file."""
    run = import_of(request, run_id)
    folder = folder_of(run)
    if not folder.has(PeopleFile):
        raise Http404
    kind = TableKind.XLSX if request.GET.get("format") == "xlsx" else TableKind.CSV
    language = "ru" if get_language() == "ru" else "en"
    with tempfile.NamedTemporaryFile(suffix=f".{kind.value}", delete=False) as target:
        path = Path(target.name)
    try:
        write_rejected(folder.load(PeopleFile).converted, path, kind=kind, language=language, more=PEOPLE_PROBLEMS)
        handle = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    name = f"{Path(run.file_name).stem}-{_('to-mend')}.{kind.value}"
    return FileResponse(handle, as_attachment=True, filename=name)


@require_GET
def original(request: HttpRequest, run_id: int) -> FileResponse:
    run = import_of(request, run_id)
    source = folder_of(run).source
    if not run.stored_path or not source.exists():
        raise Http404
    return FileResponse(
        source.open("rb"), as_attachment=True, filename=run.file_name, content_type="application/octet-stream"
    )
