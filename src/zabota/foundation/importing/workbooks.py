"""Workbooks (XLSX) behind guards: the zip directory first, then a child process under limits and a clock."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .contracts import ImportFileError, Limits, Problem
from .delimited import Record
from .unpacking import refuse

CHILD = Path(__file__).with_name("workbook_child.py")
PROLOGUE_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    path: Path
    """CSV whose first cell is the row number."""
    other_names: tuple[str, ...]
    notices: tuple[Problem, ...]


def read_workbook(path: Path, *, workdir: Path, limits: Limits, sheet: str | None = None) -> Sheet:
    """The sheet with most data (or the one asked for), written out as CSV by a guarded child."""
    check_directory(path, limits)
    answer = _run_child(path, workdir, limits, sheet)
    if "code" in answer:
        raise ImportFileError(Problem(code=answer["code"], params=answer["params"]))
    best = max(answer["sheets"], key=lambda found: found["filled"], default=None)
    if best is None or not best["filled"]:
        raise refuse("empty_workbook")
    others = tuple(name for name in answer["names"] if name != best["name"])
    notices = []
    if others and sheet is None:
        notices.append(Problem(code="sheet_chosen", params={"sheet": best["name"], "others": ", ".join(others)}))
    if best["far"]:
        params = {"cells": best["far"], "limit": limits.columns}
        notices.append(Problem(code="far_cells_left_out", params=params))
    return Sheet(name=best["name"], path=Path(best["path"]), other_names=others, notices=tuple(notices))


def check_directory(path: Path, limits: Limits) -> None:
    """Refuse bombs by what the zip directory declares (zipfile never unpacks more than declared)."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > limits.workbook_entries:
                raise refuse("workbook_too_large")
            if sum(entry.file_size for entry in entries) > limits.workbook_bytes:
                raise refuse("workbook_too_large")
            for entry in entries:
                if entry.flag_bits & 1:
                    raise refuse("workbook_encrypted")
                if entry.file_size > limits.workbook_ratio * max(entry.compress_size, 1):
                    raise refuse("workbook_bomb")
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_doctype(archive, entry)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise refuse("damaged_archive") from error


def _refuse_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        prologue = stream.read(PROLOGUE_BYTES).replace(b"\x00", b"")  # UTF-16 hides nothing
    if b"<!doctype" in prologue.lower():
        raise refuse("workbook_doctype")


def _run_child(path: Path, workdir: Path, limits: Limits, sheet: str | None) -> dict:  # type: ignore[type-arg]
    arguments = [str(path), str(workdir), json.dumps(asdict(limits)), sheet or ""]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script, no shell
            [sys.executable, "-I", str(CHILD), *arguments],
            capture_output=True,
            timeout=limits.workbook_seconds,
            check=False,
            env={"OPENPYXL_LXML": "False", "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise refuse("workbook_too_slow", seconds=limits.workbook_seconds) from error
    if not done.stdout:  # killed by a limit before it could answer
        raise refuse("workbook_too_large")
    answer: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return answer


def read_sheet_records(sheet: Sheet) -> Iterator[Record]:
    """Rows of the sheet as the child wrote them (blank ones are not there, numbers tell)."""
    with sheet.path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            yield Record(int(cells[0]), cells[1:])
