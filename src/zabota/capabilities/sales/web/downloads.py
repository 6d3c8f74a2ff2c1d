"""Files an import gives back: rejected rows, the original, a sample."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.sales.contracts import IMPORT_ORDERS
from zabota.capabilities.sales.files import OrdersFile
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.sales.web.requests import actor_of, import_of
from zabota.foundation.importing import TableKind, csv_chunks, write_rejected
from zabota.foundation.importing.folder import folder_of

SAMPLE_RU = (
    ("Номер заказа", "Дата", "Код клиента", "ФИО", "Телефон", "Эл. почта", "Магазин", "Артикул", "Товар", "Категория",
     "Количество", "Цена", "Закупочная цена"),
    ("1001", "03.03.2026 12:40", "K-17", "Анна Ким", "+7 916 123-45-67", "anna@example.com", "Центр", "PL-01",
     "Плед льняной", "Дом", "1", "4 900,00", "2 300,00"),
    ("1001", "03.03.2026 12:40", "K-17", "Анна Ким", "+7 916 123-45-67", "anna@example.com", "Центр", "CH-02",
     "Чашка", "Кухня", "2", "650,00", "240,00"),
    ("1002", "04.03.2026 18:05", "", "", "", "", "Сайт", "CH-02", "Чашка", "Кухня", "1", "650,00", "240,00"),
    ("В1003", "06.03.2026 10:15", "K-17", "Анна Ким", "+7 916 123-45-67", "", "Центр", "CH-02", "Чашка", "Кухня", "-1",
     "650,00", "240,00"),
)  # fmt: skip
SAMPLE_EN = (
    ("Order number", "Date", "Customer ID", "Customer name", "Phone", "E-mail", "Store", "SKU", "Product", "Category",
     "Quantity", "Unit price", "Unit cost"),
    ("1001", "2026-03-03 12:40", "K-17", "Anna Kim", "+44 20 7946 0958", "anna@example.com", "Centre", "PL-01",
     "Linen throw", "Home", "1", "49.00", "23.00"),
    ("1001", "2026-03-03 12:40", "K-17", "Anna Kim", "+44 20 7946 0958", "anna@example.com", "Centre", "CH-02", "Cup",
     "Kitchen", "2", "6.50", "2.40"),
    ("1002", "2026-03-04 18:05", "", "", "", "", "Site", "CH-02", "Cup", "Kitchen", "1", "6.50", "2.40"),
    ("C1003", "2026-03-06 10:15", "K-17", "Anna Kim", "+44 20 7946 0958", "", "Centre", "CH-02", "Cup", "Kitchen", "-1",
     "6.50", "2.40"),
)  # fmt: skip


@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(IMPORT_ORDERS)
    language = "ru" if get_language() == "ru" else "en"
    header, *rows = SAMPLE_RU if language == "ru" else SAMPLE_EN
    response = HttpResponse(csv_chunks(header, rows, language=language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="zabota-orders-sample.csv"'
    return response


@require_GET
def rejected(request: HttpRequest, run_id: int) -> FileResponse:
    """The rows that did not pass, each with what to mend: correct them and send this very file."""
    run = import_of(request, run_id)
    folder = folder_of(run)
    if not folder.has(OrdersFile):
        raise Http404
    kind = TableKind.XLSX if request.GET.get("format") == "xlsx" else TableKind.CSV
    language = "ru" if get_language() == "ru" else "en"
    with tempfile.NamedTemporaryFile(suffix=f".{kind.value}", delete=False) as target:
        path = Path(target.name)
    try:
        converted = folder.load(OrdersFile).converted
        write_rejected(converted, path, kind=kind, language=language, more=ORDER_PROBLEMS)
        handle = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    name = f"{Path(run.file_name).stem}-{_('to-mend')}.{kind.value}"
    return FileResponse(handle, as_attachment=True, filename=name)


@require_GET
def original(request: HttpRequest, run_id: int) -> FileResponse:
    run = import_of(request, run_id)
    source = folder_of(run).source
    if not source.exists():
        raise Http404
    return FileResponse(
        source.open("rb"), as_attachment=True, filename=run.file_name, content_type="application/octet-stream"
    )
