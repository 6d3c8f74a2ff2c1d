"""Files an import of people gives back: rows to mend, the original, a sample."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files.files.reading import PeopleFile
from zabota.capabilities.people_files.labels import PEOPLE_PROBLEMS
from zabota.capabilities.people_files.web.requests import import_of
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing.downloads import original_response, rejected_response, sample_response

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
    return sample_response(ru=SAMPLE_RU, en=SAMPLE_EN, name="zabota-customers-sample")


@require_GET
def rejected(request: HttpRequest, run_id: int) -> FileResponse:
    return rejected_response(request, import_of(request, run_id), PeopleFile, more=PEOPLE_PROBLEMS)


@require_GET
def original(request: HttpRequest, run_id: int) -> FileResponse:
    return original_response(import_of(request, run_id))
