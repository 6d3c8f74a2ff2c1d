"""Whatever table is written in whatever way, the same table is read back."""

import tempfile
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.foundation.importing import FieldKind, FieldSpec, ReadingHints, stage_file

from .corpus import converted, rows, workdir, write

LETTERS = st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗ abcXYZ0123456789;,|\"'-.\n")
TEXTS = st.text(LETTERS, max_size=12)
RUSSIAN = st.sampled_from(["Москва и область", "Орёл", "Сумма заказа", "Объём поставки за месяц", "Щёлково"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
MINOR = st.integers(min_value=-(10**13), max_value=10**13)


def cell(value: str, delimiter: str) -> str:
    if any(mark in value for mark in (delimiter, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    table=st.lists(st.tuples(RUSSIAN, TEXTS, TEXTS), min_size=1, max_size=20),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    encoding=ENCODINGS,
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_of_texts_is_read_back_equal(table, delimiter, encoding, line_end):
    lines = [("Город доставки", "Первый", "Второй"), *table]
    content = "".join(delimiter.join(cell(value, delimiter) for value in line) + line_end for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "t.csv", content, encoding)
        hints = ReadingHints(delimiter=delimiter, header_row=1)
        file = stage_file(path, workdir=workdir(Path(folder)), hints=hints)
        read = [row[1:] for row in rows(file.path)]
        assert file.broken_row_count == 0
    assert read == table


def written(minor: int, *, decimal: str, group: str, sign: str) -> str:
    whole, part = divmod(abs(minor), 100)
    text = f"{whole:,}".replace(",", group) + f"{decimal}{part:02d}"
    return ("-" if minor < 0 else "") + text + sign


AMOUNT = (FieldSpec(name="amount", kind=FieldKind.MONEY, synonyms=("Сумма",), required=True),)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    amounts=st.lists(MINOR, min_size=1, max_size=30),
    marks=st.sampled_from([(",", ""), (",", " "), (",", "\u00a0"), (",", "."), (".", ""), (".", ","), (".", "'")]),
    sign=st.sampled_from(["", " ₽", " руб.", "р."]),
)
def test_amounts_written_in_any_format_are_read_to_the_kopeck(amounts, marks, sign):
    decimal, group = marks
    lines = [f'"{written(one, decimal=decimal, group=group, sign=sign)}";x\n' for one in amounts]
    with tempfile.TemporaryDirectory() as folder:
        result = converted(Path(folder), "Сумма;Прочее\n" + "".join(lines), fields=AMOUNT)
        assert [row[1] for row in rows(result.path)] == amounts


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=6), min_size=1, max_size=50))
def test_money_is_rounded_half_even_exactly(amounts):
    with tempfile.TemporaryDirectory() as folder:
        content = "Сумма;Прочее\n" + "".join(f"{amount:f};x\n" for amount in amounts)
        result = converted(Path(folder), content, fields=AMOUNT)
        read = [row[1] for row in rows(result.path)]
    cent = Decimal("0.01")
    assert read == [int(amount.quantize(cent, rounding=ROUND_HALF_EVEN) * 100) for amount in amounts]
