"""Good rows go on typed; bad ones are named, and can be mended and sent again."""

import datetime as dt

import openpyxl
import pytest
from django.utils import translation

from zabota.foundation.importing import (
    FieldKind,
    FieldSpec,
    Problem,
    Severity,
    TableKind,
    convert,
    read_problems,
    recognise,
    render,
    stage_file,
    write_rejected,
)

from .corpus import ORDER_FIELDS, converted, mapping_of, rows, staged, workdir

MIXED = (
    "Номер заказа;Дата;Сумма;Телефон\n"
    "A-1;05.01.2024;1 000,50;8 916 123-45-67, +7 (495) 123-45-67\n"
    "A-2;32.01.2024;5;\n"
    ";06.01.2024;семь;12\n"
    "A-4;06.01.2024 10:30;-5,00;12345\n"
    "A-5;06.01.2024\n"
)


def test_good_rows_are_typed_and_bad_cells_named(tmp_path):
    result = converted(tmp_path, MIXED)
    problems = [(one.row_number, one.column, one.code, one.severity) for one in read_problems(result.problems_path)]
    assert problems == [
        (3, "Дата", "not_a_date", Severity.ERROR),
        (4, "Номер заказа", "empty_required", Severity.ERROR),
        (4, "Сумма", "not_a_number", Severity.ERROR),
        (4, "Телефон", "not_a_phone", Severity.WARNING),
        (5, "Телефон", "not_a_phone", Severity.WARNING),
        (6, None, "too_few_cells", Severity.ERROR),
    ]
    assert (result.good_row_count, result.bad_row_count, result.warning_count) == (2, 3, 2)
    first, second = rows(result.path)
    assert first[:5] == (2, "A-1", dt.date(2024, 1, 5), None, 100050)
    assert second[:5] == (5, "A-4", dt.date(2024, 1, 6), dt.time(10, 30), -500)


def test_several_phones_of_one_cell_are_kept(tmp_path):
    import duckdb

    result = converted(tmp_path, MIXED)
    phones = duckdb.sql(f"SELECT phones FROM '{result.path}' ORDER BY row_number").fetchall()
    assert phones[0][0] == ["+79161234567", "+74951234567"]
    assert phones[1][0] in ([], None)


def test_an_error_is_a_sentence_with_its_place_in_both_languages(tmp_path):
    problem = read_problems(converted(tmp_path, MIXED).problems_path, limit=1)[0]
    with translation.override("en"):
        assert render(problem).startswith("Row 3, column “Дата”: “32.01.2024” is no date")
    with translation.override("ru"):
        assert render(problem).startswith("Строка 3, столбец «Дата»: «32.01.2024» — не дата")


def test_a_long_value_is_cut_in_its_problem(tmp_path):
    result = converted(tmp_path, f"Сумма;x\n{'ы' * 500};1\n", fields=ORDER_FIELDS[2:3])
    assert read_problems(result.problems_path)[0].value == "ы" * 80


def test_an_amount_in_another_currency_is_an_error(tmp_path):
    result = converted(tmp_path, "Сумма;x\n100 ₽;1\n$5;1\n7;1\n", fields=ORDER_FIELDS[2:3])
    assert result.problem_counts == {"other_currency": 1}
    assert [row[1] for row in rows(result.path)] == [10000, 700]


def test_a_currency_column_is_read_and_checked(tmp_path):
    fields = [ORDER_FIELDS[2], ORDER_FIELDS[-1]]
    result = converted(tmp_path, "Сумма;Валюта\n100;руб.\n5;EUR\n7;тугрик\n", fields=fields)
    assert result.problem_counts == {"other_currency": 1, "unknown_currency": 1}
    assert rows(result.path) == [(2, 10000, "RUB")]


def test_fields_without_a_column_are_null_and_typed(tmp_path):
    result = converted(tmp_path, "Номер заказа;Дата;Сумма\nA;05.01.2024;1\n")
    assert rows(result.path) == [(2, "A", dt.date(2024, 1, 5), None, 100, None, None, None, None, None, None)]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", list(TableKind))
def test_rejected_rows_can_be_mended_and_sent_again(tmp_path, kind, language):
    result = converted(tmp_path, MIXED)
    path = tmp_path / f"to-mend.{kind}"
    with translation.override(language):
        assert write_rejected(result, path, kind=kind, language=language) == 3
    again = stage_file(path, workdir=workdir(tmp_path))
    assert [column.header for column in again.columns[:4]] == ["Номер заказа", "Дата", "Сумма", "Телефон"]
    assert [row[1:5] for row in rows(again.path)] == [
        ("A-2", "32.01.2024", "5", ""),
        ("", "06.01.2024", "семь", "12"),
        ("A-5", "06.01.2024", "", ""),
    ]
    assert [row[5] for row in rows(again.path)] == ["3", "4", "6"]
    proposal = recognise(again, ORDER_FIELDS)
    assert {match.key for match in proposal.matches} == {"c1", "c2", "c3", "c4"}


def test_a_mended_file_passes_whole(tmp_path):
    result = converted(tmp_path, MIXED)
    path = tmp_path / "to-mend.csv"
    with translation.override("ru"):
        write_rejected(result, path, language="ru")
    text = path.read_text(encoding="utf-8-sig")
    mended = text.replace("32.01.2024;", "31.01.2024;").replace("\n;", "\nA-3;").replace(";семь;12;", ";-7,5;;")
    mended = mended.replace("A-5;06.01.2024;;;", "A-5;06.01.2024;9;;")
    file = staged(tmp_path, mended, encoding="utf-8-sig")
    fixed = convert(file, mapping_of(recognise(file, ORDER_FIELDS)), ORDER_FIELDS, workdir=workdir(tmp_path))
    assert fixed.bad_row_count == 0
    assert [row[4] for row in rows(fixed.path)] == [500, -750, 900]


def test_formulas_in_rejected_rows_are_disarmed_and_come_back_unchanged(tmp_path):
    nasty = '=HYPERLINK("http://evil")'
    content = f'Номер заказа;Дата;Сумма\n"{nasty.replace(chr(34), chr(34) * 2)}";плохо;-1\n+A;плохо;1\n'
    result = converted(tmp_path, content)
    path = tmp_path / "to-mend.csv"
    write_rejected(result, path, language="en")
    assert "\"'=HYPERLINK" in path.read_text(encoding="utf-8-sig")
    again = converted(tmp_path, path.read_bytes().replace("плохо".encode(), b"2024-01-05"))
    assert [row[1] for row in rows(again.path)] == [nasty, "+A"]
    assert [row[4] for row in rows(again.path)] == [-100, 100]


def test_a_caller_may_add_its_own_problems(tmp_path):
    result = converted(tmp_path, MIXED)
    own = Problem(code="no_such_shop", row_number=2, column="Магазин", value="Луна")
    path = tmp_path / "to-mend.xlsx"
    with translation.override("en"):
        count = write_rejected(
            result, path, kind=TableKind.XLSX, extra=[own], more={"no_such_shop": "“%(value)s” is no shop of ours."}
        )
    assert count == 4
    sheet = openpyxl.load_workbook(path).active
    assert sheet["F2"].value == "Магазин: “Луна” is no shop of ours."


def test_a_lenient_field_never_loses_the_row(tmp_path):
    fields = [
        FieldSpec(name="name", kind=FieldKind.TEXT, synonyms=("Имя",), required=True),
        FieldSpec(name="born", kind=FieldKind.DATE, synonyms=("Рождение",), lenient=True),
    ]
    result = converted(tmp_path, "Имя;Рождение\nАнна;05.01.1990\nПётр;давно\n", fields=fields)
    assert [row[1:] for row in rows(result.path)] == [("Анна", dt.date(1990, 1, 5)), ("Пётр", None)]
    assert (result.bad_row_count, result.warning_count) == (0, 1)


def test_a_third_of_bad_rows_is_counted_exactly(tmp_path):
    lines = [f"A{n};{'05.01.2024' if n % 10 >= 3 else 'нет'};{n},50\n" for n in range(10_000)]
    result = converted(tmp_path, "Номер заказа;Дата;Сумма\n" + "".join(lines))
    assert (result.good_row_count, result.bad_row_count) == (7000, 3000)
    assert sum(row[4] for row in rows(result.path)) == sum(n * 100 + 50 for n in range(10_000) if n % 10 >= 3)
