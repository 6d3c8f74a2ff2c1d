"""Columns find their fields by ru and en headers, else by values; doubts are told as data."""

import pytest

from zabota.foundation.importing import FieldKind, FieldSpec, recognise
from zabota.foundation.importing.recognising import normalised_header

from .corpus import ORDER_FIELDS, staged


def found(folder, content, fields=ORDER_FIELDS):
    proposal = recognise(staged(folder, content), fields)
    return {match.field: (match.key, match.reason) for match in proposal.matches}, proposal


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("InvoiceDate", "invoice date"), ("  invoice_DATE: ", "invoice date"), ("Объём, шт.", "объем шт"),
        ("№ заказа", "номер заказа"), ("E-mail", "e mail"), ("CustomerID", "customer id"),
    ],
)  # fmt: skip
def test_headers_are_compared_without_case_marks_and_yo(header, name):
    assert normalised_header(header) == name


def test_russian_headers_find_their_fields(tmp_path):
    matches, proposal = found(
        tmp_path, "№ заказа;ДАТА;Сумма, руб.;Телефон;Лишнее\nA1;05.01.2024;100;8 916 123-45-67;x\n"
    )
    assert matches == {
        "order": ("c1", "header"),
        "ordered": ("c2", "header"),
        "amount": ("c3", "header_part"),
        "phones": ("c4", "header"),
    }
    assert proposal.unused == ("c5",)
    assert proposal.missing == ()


def test_an_exact_header_beats_a_part_of_one(tmp_path):
    matches, _ = found(tmp_path, "Сумма скидки;Сумма\n5;100\n")
    assert matches["amount"] == ("c2", "header")


def test_dates_and_addresses_are_known_by_their_values(tmp_path):
    matches, proposal = found(tmp_path, "когда;кому\n05.01.2024;anna@example.com\n06.01.2024;petr@example.com\n")
    assert matches["ordered"] == ("c1", "values")
    assert matches["emails"] == ("c2", "values")
    assert proposal.missing == ("order", "amount")


def test_a_header_whose_values_deny_it_is_not_trusted(tmp_path):
    _, proposal = found(tmp_path, "Дата;x\nАнна;1\nПётр;2\n")
    (match,) = [match for match in proposal.matches if match.field == "ordered"]
    assert match.confidence <= 0.3


def test_each_column_feeds_one_field(tmp_path):
    fields = [FieldSpec(name=name, kind=FieldKind.TEXT, synonyms=("Имя",)) for name in ("first", "second")]
    matches, _ = found(tmp_path, "Имя;y\nАнна;1\n", fields)
    assert matches == {"first": ("c1", "header")}


def test_several_currencies_are_told(tmp_path):
    _, by_sign = found(tmp_path, "Сумма;x\n100 ₽;1\n$5;1\n")
    assert set(by_sign.currencies) == {"RUB", "USD"}
    _, by_column = found(tmp_path, "Сумма;Валюта\n100;RUB\n5;eur\n7;руб.\n")
    assert set(by_column.currencies) == {"RUB", "EUR"}
    _, one = found(tmp_path, "Сумма;Валюта\n100 ₽;RUB\n")
    assert one.currencies == ("RUB",)


def test_columns_we_added_to_a_rejected_file_are_never_data(tmp_path):
    fields = [FieldSpec(name="row", kind=FieldKind.TEXT, synonyms=("строка", "zabota строка"))]
    matches, proposal = found(tmp_path, "zabota: строка;b\nx;y\n", fields)
    assert matches == {}
    assert proposal.unused == ("c2",)
