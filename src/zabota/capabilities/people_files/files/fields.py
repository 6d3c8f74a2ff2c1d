"""The columns a file of people may have, as people and other systems call them in Russian and in English.

The names of other systems are those of their exports: Bitrix24 (contacts, companies), amoCRM, Google Contacts
(of both layouts), Outlook.
"""

from zabota.foundation.importing import FieldKind, FieldSpec


def _text(name: str, *synonyms: str) -> FieldSpec:
    return FieldSpec(name=name, kind=FieldKind.TEXT, by_values=False, synonyms=synonyms)


def _phones(name: str, *synonyms: str, by_values: bool = False) -> FieldSpec:
    return FieldSpec(name=name, kind=FieldKind.PHONES, lenient=True, by_values=by_values, synonyms=synonyms)


def _emails(name: str, *synonyms: str, by_values: bool = False) -> FieldSpec:
    return FieldSpec(name=name, kind=FieldKind.EMAILS, lenient=True, by_values=by_values, synonyms=synonyms)


PEOPLE_FIELDS: tuple[FieldSpec, ...] = (
    _text(
        "own_id", "zabota id", "zabota customer id", "customer number in zabota", "номер клиента в zabota",
        "номер в zabota",
    ),
    _text(
        "source_id", "id", "customer id", "client id", "contact id", "external id", "customer code", "код клиента",
        "id клиента", "id контакта", "код контакта", "код", "номер карты", "карта лояльности", "код контрагента",
    ),
    _text(
        "name", "full name", "display name", "customer name", "client name", "customer", "client", "фио", "ф.и.о.",
        "contact name", "полное имя контакта", "полное имя", "имя и фамилия", "фамилия и имя", "фамилия имя отчество",
        "клиент",
        "имя клиента", "покупатель", "фио клиента", "контактное лицо", "наименование", "file as",
    ),
    _text("surname", "last name", "family name", "lastname", "фамилия"),
    _text("given_name", "first name", "given name", "firstname", "имя"),
    _text("patronymic", "middle name", "additional name", "second name", "отчество"),
    _text("salutation", "how to address", "nickname", "обращение", "как обращаться"),
    _text(
        "company", "company name", "organization name", "organization 1 name", "organisation", "organization", "firm",
        "компания", "название компании", "организация", "контрагент", "юридическое лицо", "юрлицо", "фирма",
        "компания контакта",
    ),
    _text(
        "occupation", "job title", "title", "position", "organization title", "organization 1 title", "должность",
        "профессия", "род занятий", "кем работает", "сфера деятельности",
    ),
    _text(
        "kind", "customer kind", "person or company", "type", "человек или компания", "тип", "тип клиента",
        "вид клиента", "вид контрагента",
    ),
    _phones(
        "phones", "phone", "phone number", "telephone", "tel", "phone 1 value", "primary phone", "телефон", "телефоны",
        "номер телефона", "тел", "контактный телефон", "телефон клиента", "основной телефон", by_values=True,
    ),
    _phones(
        "phone_mobile", "mobile", "mobile phone", "cell", "мобильный телефон", "мобильный", "сотовый",
        "сотовый телефон", "моб. телефон", "моб тел",
    ),
    _phones("phone_work", "business phone", "work phone", "office phone", "рабочий телефон", "служебный телефон"),
    _phones("phone_direct", "direct phone", "work direct phone", "company main phone", "рабочий прямой телефон"),
    _phones("phone_home", "home phone", "домашний телефон", "городской телефон"),
    _phones("phone_mailing", "sms marketing phone", "телефон для рассылок", "телефон для sms рассылок"),
    _phones(
        "phone_other", "other phone", "other phone number", "другой телефон", "доп. телефон", "дополнительный телефон",
    ),
    _phones("phone_2", "phone 2 value", "phone 2", "mobile phone 2", "business phone 2", "телефон 2"),
    _phones("phone_3", "phone 3 value", "phone 3", "телефон 3"),
    _phones("phone_4", "phone 4 value", "phone 4", "телефон 4"),
    _emails(
        "emails", "email", "e-mail", "mail", "email address", "e-mail address", "e mail 1 value", "почта", "эл. почта",
        "электронная почта", "емейл", "имейл", "адрес эл. почты", by_values=True,
    ),
    _emails(
        "email_work", "business email", "work email", "work e-mail", "рабочий e-mail", "рабочий email", "рабочая почта",
    ),
    _emails(
        "email_home", "personal email", "home email", "home e-mail", "частный e-mail", "личный email", "личная почта",
    ),
    _emails("email_mailing", "newsletters email", "e-mail для рассылок"),
    _emails("email_other", "other email", "other e-mail", "другой e-mail", "другой email"),
    _emails("email_2", "e mail 2 value", "e mail 2 address", "email 2", "почта 2"),
    _emails("email_3", "e mail 3 value", "e mail 3 address", "email 3", "почта 3"),
    _text("telegram", "telegram account", "телеграм", "телеграмм", "контакт telegram", "tg"),
    _text("whatsapp", "ватсап", "вотсап"),
    _text("viber", "viber contact", "вайбер", "контакт viber"),
    _text("vk", "vk account", "vk page", "вк", "вконтакте", "контакт вконтакте", "страница вконтакте"),
    _text("max", "макс"),
    _text(
        "site", "website", "web", "web page", "website 1 value", "corporate website", "сайт", "веб-сайт",
        "корпоративный сайт",
    ),
    _text("birthday", "date of birth", "birth date", "birthdate", "день рождения", "дата рождения", "др"),
    _text("city", "town", "home city", "business city", "address 1 city", "город", "населенный пункт"),
    _text(
        "address", "address 1 formatted", "full address", "адрес", "полный адрес", "адрес доставки",
        "фактический адрес",
    ),
    _text(
        "street", "home street", "business street", "address 1 street", "улица", "улица, номер дома",
        "улица, дом, корпус, строение",
    ),
    _text("flat", "квартира", "квартира / офис", "квартира, офис, комната, этаж", "address 1 extended address"),
    _text("region", "state", "province", "address 1 region", "область", "регион", "край", "республика"),
    _text("postcode", "postal code", "zip", "zip code", "address 1 postal code", "почтовый индекс", "индекс"),
    _text("country", "home country region", "address 1 country", "страна"),
    _text(
        "tags", "tag", "contact tags", "labels", "groups", "categories", "group membership", "теги", "тег", "метки",
        "метка", "группы",
        "группа",
    ),
    _text("source", "lead source", "acquisition source", "utm source", "источник", "откуда узнали", "откуда пришел"),
    _text(
        "responsible", "owner", "assigned to", "manager", "ответственный", "ответственный за контакт", "менеджер",
        "куратор",
    ),
    _text("branch", "store", "shop", "филиал", "магазин", "точка", "салон", "подразделение"),
    _text("manner", "how they deal with us", "тип характера", "как ведет себя"),
    _text(
        "note", "notes", "comment", "comments", "примечание", "примечание 1", "комментарий",
        "комментарии", "заметка", "заметки",
    ),
    *(_text(f"note_{n}", f"примечание {n}", f"note {n}") for n in range(2, 6)),
    FieldSpec(
        name="acquired", kind=FieldKind.DATE, lenient=True, by_values=False,
        synonyms=(
            "customer since", "created", "created at", "created on", "date created", "registration date", "клиент с",
            "дата регистрации",
            "дата создания", "дата создания контакта", "дата создания компании",
        ),
    ),
)  # fmt: skip
