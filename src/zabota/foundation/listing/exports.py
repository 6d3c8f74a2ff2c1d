"""A list as a file: CSV streamed, XLSX written first and then sent."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language

from zabota.foundation.importing import TableKind, csv_chunks, write_table
from zabota.foundation.importing.tabular_out import Cell


def table_response(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, kind: str, name: str) -> HttpResponseBase:
    """`kind` is csv or xlsx, in the language of the page."""
    language = "ru" if get_language() == "ru" else "en"
    if kind == TableKind.CSV:
        pieces = csv_chunks(header, rows, language=language)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as target:
        path = Path(target.name)
    try:
        write_table(path, header, rows, kind=TableKind.XLSX, language=language, sheet_name=name)
        handle = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    return FileResponse(handle, as_attachment=True, filename=f"{name}.xlsx")
