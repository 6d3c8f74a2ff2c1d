"""Files an import gives back: the rows to mend, the file as it came, a sample to fill in."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zabota.foundation.importing import TableKind, csv_chunks, write_rejected
from zabota.foundation.importing.folder import folder_of
from zabota.foundation.importing.messages import Sentences
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.importing.retention import CheckedFile

Table = Sequence[Sequence[str]]


def sample_response(*, ru: Table, en: Table, name: str) -> HttpResponse:
    """A table with its header, in the language of the page."""
    language = "ru" if get_language() == "ru" else "en"
    header, *rows = ru if language == "ru" else en
    response = HttpResponse(csv_chunks(header, rows, language=language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def rejected_response(
    request: HttpRequest, run: ImportRun, checked: type[CheckedFile], *, more: Sentences
) -> FileResponse:
    """The rows that did not pass, each with what to mend: correct them and send this very file."""
    folder = folder_of(run)
    if not folder.has(checked):
        raise Http404
    kind = TableKind.XLSX if request.GET.get("format") == "xlsx" else TableKind.CSV
    language = "ru" if get_language() == "ru" else "en"
    with tempfile.NamedTemporaryFile(suffix=f".{kind.value}", delete=False) as target:
        path = Path(target.name)
    try:
        write_rejected(folder.load(checked).converted, path, kind=kind, language=language, more=more)
        handle = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    mark = _("to-mend")  # a part of a file's name
    return FileResponse(handle, as_attachment=True, filename=f"{Path(run.file_name).stem}-{mark}.{kind.value}")


def original_response(run: ImportRun) -> FileResponse:
    source = folder_of(run).source
    if not run.stored_path or not source.exists():
        raise Http404
    return FileResponse(
        source.open("rb"), as_attachment=True, filename=run.file_name, content_type="application/octet-stream"
    )
