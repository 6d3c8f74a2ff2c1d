"""Any text a person exports is read whole, and rows keep the numbers a spreadsheet shows."""

import gzip

import pytest

from zabota.foundation.importing import FileKind, ReadingHints, stage_file

from .corpus import rows, staged, workdir, write

HEADER = ["Номер", "Город", "Сумма"]
BODY = [["1", "Орёл", "10,5"], ["2", "Тверь; центр", "7"], ["3", 'Кафе "Ёлка"', "1 000"]]


def as_text(delimiter: str, lines: list[list[str]] | None = None) -> str:
    def cell(value: str) -> str:
        needs_quotes = any(mark in value for mark in (delimiter, '"', "\n"))
        return '"' + value.replace('"', '""') + '"' if needs_quotes else value

    return "".join(delimiter.join(map(cell, line)) + "\r\n" for line in (lines or [HEADER, *BODY]))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866", "iso8859-5"]
)
def test_every_delimiter_and_encoding_gives_the_same_table(tmp_path, delimiter, encoding):
    file = staged(tmp_path, as_text(delimiter), encoding=encoding)
    assert file.kind is FileKind.CSV
    assert file.delimiter == delimiter
    assert [column.header for column in file.columns] == HEADER
    assert rows(file.path) == [(2, *BODY[0]), (3, *BODY[1]), (4, *BODY[2])]


def test_the_first_russian_letter_may_come_after_a_megabyte_of_latin(tmp_path):
    content = "id;name\n" + "1;plain\n" * 200_000 + "2;Щука и Ёж\n"
    file = staged(tmp_path, content, encoding="cp1251")
    assert file.encoding == "cp1251"
    assert rows(file.path)[-1] == (200_002, "2", "Щука и Ёж")


def test_western_letters_are_not_taken_for_russian(tmp_path):
    names = ["Café", "Crème brûlée", "Müller", "Señor", "Ångström", "naïve"] * 5
    file = staged(tmp_path, "id;name\n" + "".join(f"1;{name}\n" for name in names), encoding="cp1252")
    assert [row[2] for row in rows(file.path)] == names


def test_a_few_broken_bytes_in_utf8_are_told_and_do_not_change_the_encoding(tmp_path):
    content = ("имя;город\n" + "Анна;Москва\n" * 200).encode() + b"\xff\xfe;x\n"
    file = staged(tmp_path, content)
    assert file.encoding == "utf-8"
    assert [notice.code for notice in file.notices] == ["unreadable_characters"]


def test_quoted_line_breaks_and_blank_rows_keep_the_rows_of_a_spreadsheet(tmp_path):
    file = staged(tmp_path, 'id;note\n1;"two\nlines"\n\n2;plain\n;;\n3;last\n')
    assert rows(file.path) == [(2, "1", "two\nlines"), (4, "2", "plain"), (6, "3", "last")]


def test_ragged_rows_are_reported_with_their_numbers_and_the_others_stay(tmp_path):
    file = staged(tmp_path, "a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n")
    problems = [(row[0], row[3]) for row in rows(file.problems_path)]
    assert problems == [(3, "too_few_cells"), (4, "too_many_cells")]
    assert file.row_count == 4
    assert file.broken_row_count == 2


def test_a_row_with_bad_quoting_is_reported_and_the_next_ones_are_read(tmp_path):
    file = staged(tmp_path, 'id;firm;sum\n1;"ООО "Ромашка"";5\n2;Лютик;6\n')
    (problem,) = rows(file.problems_path)
    assert problem[0] == 2
    assert problem[3] == "bad_quoting"
    assert problem[2] == '1;"ООО "Ромашка"";5'
    assert rows(file.path)[1] == (3, "2", "Лютик", "6")


def test_titles_above_the_table_are_skipped(tmp_path):
    file = staged(tmp_path, "Отчёт о продажах;;;\nза 2024 год;;;\n\nДата;Номер;Клиент;Сумма\n01.02.2024;1;Анна;5\n")
    assert file.header_row == 4
    assert rows(file.path) == [(5, "01.02.2024", "1", "Анна", "5")]


def test_a_file_without_names_loses_no_row(tmp_path):
    file = staged(tmp_path, "1;01.02.2024;5,5\n2;02.02.2024;6\n")
    assert file.header_row is None
    assert file.row_count == 2


def test_a_decimal_comma_is_not_a_delimiter(tmp_path):
    assert staged(tmp_path, "1,5;2,5\n3,5;4,5\n").delimiter == ";"


def test_excels_own_delimiter_line_is_obeyed(tmp_path):
    file = staged(tmp_path, "sep=|\na|b\n1|2;3\n")
    assert file.delimiter == "|"
    assert [row[1:] for row in rows(file.path)] == [("1", "2;3")]


def test_a_person_may_correct_what_was_guessed(tmp_path):
    path = write(tmp_path, "x.csv", "name\nx;y\n1;2\n")
    hints = ReadingHints(delimiter=";", header_row=2, encoding="utf-8")
    file = stage_file(path, workdir=workdir(tmp_path), hints=hints)
    assert [column.header for column in file.columns] == ["x", "y"]
    assert rows(file.path) == [(3, "1", "2")]


def test_the_same_content_packed_or_not_is_the_same_file(tmp_path):
    plain = staged(tmp_path, as_text(";"))
    packed = staged(tmp_path, gzip.compress(as_text(";").encode()), name="anything.bin")
    assert packed.gzipped
    assert packed.sha256 == plain.sha256
    assert packed.row_count == plain.row_count


def test_parquet_is_read_with_its_types_written_out(tmp_path):
    import duckdb

    path = tmp_path / "t.dat"
    duckdb.sql(
        f"COPY (SELECT 1.5 AS amount, DATE '2024-01-05' AS day, NULL AS nothing, 'да' AS text) "
        f"TO '{path}' (FORMAT parquet)"
    )
    file = stage_file(path, workdir=workdir(tmp_path))
    assert file.kind is FileKind.PARQUET
    assert [column.header for column in file.columns] == ["amount", "day", "nothing", "text"]
    assert rows(file.path) == [(1, "1.5", "2024-01-05", "", "да")]


def test_progress_goes_from_nothing_to_all(tmp_path):
    seen: list[float] = []
    path = write(tmp_path, "x.csv", "a;b\n" + "1;2\n" * 400_000)
    stage_file(path, workdir=workdir(tmp_path), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_nothing_but_the_staged_tables_is_left_behind(tmp_path):
    staged(tmp_path, gzip.compress(as_text(";").encode()))
    left = sorted(path.name for path in workdir(tmp_path).iterdir())
    assert left == ["staged.parquet", "staged_problems.parquet"]
