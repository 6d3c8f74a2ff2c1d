"""Workbooks: types survive, the fullest sheet is read, and hostile ones are refused."""

import datetime as dt
from pathlib import Path

import pytest

from zabota.foundation.importing import FileKind, ImportFileError, Limits, ReadingHints, stage_file

from . import corpus
from .corpus import rows, workbook, workdir

TABLE = [
    ["Номер", "Дата", "Сумма", "Вес", "Доставка"],
    ["A-1", dt.date(2024, 1, 5), 1234.5, 0.1 + 0.2, True],
    [],
    ["A-2", dt.datetime.fromisoformat("2024-01-06 12:30"), 100, 1e-7, None],
]


def code_of(path: Path, folder: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ImportFileError) as caught:
        stage_file(path, workdir=workdir(folder), limits=limits)
    return caught.value.problem.code


def test_dates_and_numbers_keep_their_meaning_and_rows_their_numbers(tmp_path):
    file = stage_file(workbook(tmp_path, {"Заказы": TABLE}), workdir=workdir(tmp_path))
    assert file.kind is FileKind.XLSX
    assert rows(file.path) == [
        (2, "A-1", "2024-01-05", "1234.5", "0.3", "true"),
        (4, "A-2", "2024-01-06 12:30:00", "100", "0.0000001", ""),
    ]


def test_the_sheet_with_most_data_is_read_and_named(tmp_path):
    path = workbook(tmp_path, {"Обложка": [["Отчёт"]], "Заказы": TABLE, "Итого": [["всего", 2]]})
    file = stage_file(path, workdir=workdir(tmp_path))
    assert file.sheet == "Заказы"
    assert file.other_sheets == ("Обложка", "Итого")
    assert [notice.code for notice in file.notices] == ["sheet_chosen"]


def test_another_sheet_may_be_asked_for(tmp_path):
    path = workbook(tmp_path, {"Заказы": TABLE, "Клиенты": [["Имя", "Город"], ["Анна", "Орёл"]]})
    file = stage_file(path, workdir=workdir(tmp_path), hints=ReadingHints(sheet="Клиенты"))
    assert rows(file.path) == [(2, "Анна", "Орёл")]
    with pytest.raises(ImportFileError, match="no_such_sheet"):
        stage_file(path, workdir=workdir(tmp_path), hints=ReadingHints(sheet="Нет такого"))


def test_a_cell_touched_far_away_does_no_harm(tmp_path):
    file = stage_file(corpus.far_cell_workbook(tmp_path), workdir=workdir(tmp_path))
    assert rows(file.path) == [(2, "A-1", "2024-01-05", "100")]
    assert [notice.code for notice in file.notices] == ["far_cells_left_out"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    assert code_of(corpus.bomb_workbook(tmp_path), tmp_path) == "workbook_bomb"


def test_a_huge_cell_is_refused_with_its_row(tmp_path):
    source = workbook(tmp_path, {"Sheet": [["a"], ["b"], ["c"]]})
    long = "".join(chr(97 + (index * 7919) % 26) for index in range(50_000)).encode()
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + long + b"</t></is></c></row></sheetData></worksheet>"
    )
    path = corpus.repacked(source, tmp_path / "long.xlsx", {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(ImportFileError) as caught:
        stage_file(path, workdir=workdir(tmp_path), limits=Limits(workbook_ratio=100_000))
    assert caught.value.problem.code == "cell_too_long"
    assert caught.value.problem.params["row"] == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path, encoding):
    source = workbook(tmp_path, {"Sheet": TABLE})
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode(encoding)
    path = corpus.repacked(source, tmp_path / "doctype.xlsx", {"xl/sharedStrings.xml": entity})
    assert code_of(path, tmp_path) == "workbook_doctype"


def test_too_many_parts_and_too_many_bytes_are_refused(tmp_path):
    source = workbook(tmp_path, {"Sheet": TABLE})
    path = corpus.repacked(source, tmp_path / "parts.xlsx", {f"xl/media/{n}.bin": b"x" for n in range(300)})
    assert code_of(path, tmp_path) == "workbook_too_large"
    assert code_of(source, tmp_path, Limits(workbook_bytes=1000)) == "workbook_too_large"


def test_the_child_obeys_its_memory_limit_and_its_clock(tmp_path):
    path = workbook(tmp_path, {"Sheet": [["name"], *([f"text number {n}"] for n in range(30_000))]})
    generous = {"workbook_ratio": 10_000}
    assert code_of(path, tmp_path, Limits(**generous, workbook_memory_bytes=32 << 20)) == "workbook_too_large"
    assert code_of(path, tmp_path, Limits(**generous, workbook_seconds=0)) == "workbook_too_slow"


def test_damage_inside_is_told_as_damage(tmp_path):
    source = workbook(tmp_path, {"Sheet": TABLE})
    path = corpus.repacked(source, tmp_path / "damaged.xlsx", {"xl/workbook.xml": b"<workbook><sheets>"})
    assert code_of(path, tmp_path) == "damaged_workbook"


def test_an_empty_workbook_says_so(tmp_path):
    assert code_of(workbook(tmp_path, {"Sheet": []}), tmp_path) == "empty_workbook"
    header_only = workbook(tmp_path, {"Sheet": [["Номер", "Дата"]]})
    assert code_of(header_only, tmp_path) == "header_only"
