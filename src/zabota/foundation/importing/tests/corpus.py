"""Files as people send them, made on the spot."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import openpyxl

from zabota.foundation.importing import (
    Converted,
    FieldKind,
    FieldSpec,
    MappedColumn,
    Mapping,
    Proposal,
    StagedFile,
    convert,
    recognise,
    stage_file,
)

ORDER_FIELDS = (
    FieldSpec(name="order", kind=FieldKind.TEXT, synonyms=("Номер заказа", "InvoiceNo"), required=True),
    FieldSpec(name="ordered", kind=FieldKind.MOMENT, synonyms=("Дата заказа", "Дата", "InvoiceDate"), required=True),
    FieldSpec(name="amount", kind=FieldKind.MONEY, synonyms=("Сумма", "Итого"), required=True),
    FieldSpec(name="quantity", kind=FieldKind.QUANTITY, synonyms=("Количество", "Кол-во")),
    FieldSpec(name="price", kind=FieldKind.PRICE, synonyms=("Цена", "UnitPrice")),
    FieldSpec(name="customer", kind=FieldKind.TEXT, synonyms=("Клиент", "CustomerID", "Покупатель")),
    FieldSpec(name="phones", kind=FieldKind.PHONES, synonyms=("Телефон",), lenient=True),
    FieldSpec(name="emails", kind=FieldKind.EMAILS, synonyms=("E-mail", "Почта"), lenient=True),
    FieldSpec(name="currency", kind=FieldKind.CURRENCY, synonyms=("Валюта",)),
)


def write(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def staged(folder: Path, content: str | bytes, *, encoding: str = "utf-8", name: str = "file.csv") -> StagedFile:
    return stage_file(write(folder, name, content, encoding), workdir=workdir(folder))


def workdir(folder: Path) -> Path:
    place = folder / "work"
    place.mkdir(exist_ok=True)
    return place


def rows(path: Path) -> list[tuple]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}') ORDER BY row_number").fetchall()


def mapping_of(proposal: Proposal, *, currency: str = "RUB") -> Mapping:
    columns = {match.field: MappedColumn(key=match.key, format=match.format) for match in proposal.matches}
    return Mapping(columns=columns, currency=currency)


def converted(
    folder: Path,
    content: str | bytes,
    *,
    fields: Sequence[FieldSpec] = ORDER_FIELDS,
    encoding: str = "utf-8",
    currency: str = "RUB",
) -> Converted:
    file = staged(folder, content, encoding=encoding)
    mapping = mapping_of(recognise(file, fields), currency=currency)
    return convert(file, mapping, fields, workdir=workdir(folder))


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "book.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, values in sheets.items():
        sheet = book.create_sheet(title)
        for row in values:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def far_cell_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Номер заказа", "Дата", "Сумма"], ["A-1", "2024-01-05", 100]):
        sheet.append(row)
    sheet["XFD1048576"] = "touched by chance"
    book.save(folder / "far.xlsx")
    return folder / "far.xlsx"


def repacked(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """A workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return target


def bomb_workbook(folder: Path) -> Path:
    """One text cell of 90 MB that packs into 90 KB."""
    source = workbook(folder, {"Sheet": [["a"], ["b"]]}, "small.xlsx")
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * 90_000_000 + b"</t></is></c></row>"
        b"</sheetData></worksheet>"
    )
    return repacked(source, folder / "bomb.xlsx", {"xl/worksheets/sheet1.xml": sheet})


def gzip_bomb(folder: Path) -> Path:
    path = folder / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(200):
            file.write(b"1;2;3\n" * 180_000)
    return path
