"""Files an import gives back: rejected rows, the original, a sample."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zabota.capabilities.sales.contracts import IMPORT_ORDERS
from zabota.capabilities.sales.files import OrdersFile
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.sales.web.requests import actor_of, import_of
from zabota.foundation.importing.downloads import original_response, rejected_response, sample_response

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
    return sample_response(ru=SAMPLE_RU, en=SAMPLE_EN, name="zabota-orders-sample")


@require_GET
def rejected(request: HttpRequest, run_id: int) -> FileResponse:
    return rejected_response(request, import_of(request, run_id), OrdersFile, more=ORDER_PROBLEMS)


@require_GET
def original(request: HttpRequest, run_id: int) -> FileResponse:
    return original_response(import_of(request, run_id))
