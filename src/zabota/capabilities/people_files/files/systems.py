"""Which system a file came from, told by its headers."""

from collections.abc import Iterable
from dataclasses import dataclass

from zabota.foundation.importing.recognising import normalised_header


@dataclass(frozen=True, kw_only=True)
class System:
    """An export of another system: `headers` are its own words, Russian and English; `least` have to be there."""

    code: str
    name: str
    headers: tuple[str, ...]
    least: int
    is_of_companies: bool = False


SYSTEMS = (
    System(
        code="bitrix24", name="Битрикс24", least=5,
        headers=(
            "Обращение", "Имя", "Отчество", "Фамилия", "Тип контакта", "Дополнительно об источнике", "Номер факса",
            "Номер пейджера", "Телефон для рассылок", "Корпоративный сайт", "Личная страница", "Рабочий e-mail",
            "Частный e-mail", "E-mail для рассылок", "Контакт Telegram", "Контакт Viber", "Salutation", "First Name",
            "Middle Name", "Last Name", "Contact Type", "Source information", "Included in export", "Fax",
            "Pager Number",
            "SMS marketing phone", "Other Phone Number", "Work E-mail", "Home E-mail", "Newsletters email",
            "Corporate Website", "Personal Page", "Telegram account", "Viber contact",
        ),
    ),
    System(
        code="bitrix24_companies", name="Битрикс24", least=4, is_of_companies=True,
        headers=(
            "Название компании", "Тип компании", "Сфера деятельности", "Кол-во сотрудников", "Годовой оборот",
            "Банковские реквизиты", "Рабочий e-mail", "Частный e-mail", "Корпоративный сайт", "Номер факса",
            "Company name", "Company type", "Industry", "Employees", "Annual revenue", "Payment details", "Work E-mail",
            "Home E-mail", "Corporate Website",
        ),
    ),
    System(
        code="amocrm", name="amoCRM", least=5,
        headers=(
            "Полное имя контакта", "Рабочий прямой телефон", "Рабочий email", "Личный email", "Другой email",
            "Кем создан контакт", "Дата создания контакта", "Кем редактирован", "Компания контакта",
            "Название компании", "Примечание 1", "Web", "Contact name", "Work direct phone", "Work email",
            "Personal email", "Other email", "Created by", "Contact tags", "Note 1",
        ),
    ),
    System(
        code="google", name="Google Contacts", least=4,
        headers=(
            "Given Name", "Family Name", "Additional Name", "Phone 1 - Value", "Phone 1 - Type", "Phone 1 - Label",
            "E-mail 1 - Value", "E-mail 1 - Type", "E-mail 1 - Label", "Group Membership", "Labels", "First Name",
            "Organization Name", "Organization 1 - Name", "Address 1 - Formatted",
        ),
    ),
)  # fmt: skip
_DECISIVE = {
    "bitrix24": (
        "Рабочий e-mail", "Частный e-mail", "Тип контакта", "Телефон для рассылок", "Home E-mail", "Newsletters email",
        "SMS marketing phone", "Source information",
    ),
    "bitrix24_companies": (
        "Тип компании", "Кол-во сотрудников", "Сфера деятельности", "Company type", "Payment details",
    ),
    "amocrm": ("Рабочий прямой телефон", "Полное имя контакта", "Personal email"),
    "google": ("Phone 1 - Value", "E-mail 1 - Value"),
}  # fmt: skip


def recognise_system(headers: Iterable[str]) -> System | None:
    """The system whose own words most of these headers are; None for a table somebody made."""
    there = {normalised_header(header) for header in headers}
    counted = [
        (sum(normalised_header(one) in there for one in system.headers), system)
        for system in SYSTEMS
        if any(normalised_header(one) in there for one in _DECISIVE[system.code])
    ]
    fitting = [(count, system) for count, system in counted if count >= system.least]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def system_of(code: str) -> System | None:
    return next((system for system in SYSTEMS if system.code == code), None)
