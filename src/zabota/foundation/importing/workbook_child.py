"""Child process: reads an untrusted workbook under limits of memory and size, writes each sheet as CSV.

Run by path, not as a module, so that nothing heavy is imported before the limit is set. The first cell of
each line is the row number. Facts or the reason of a refusal go to stdout as JSON.
"""

import csv
import datetime as dt
import itertools
import json
import resource
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any


class RefusedError(Exception):
    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def as_text(value: object) -> str:
    """Dates as ISO, numbers as plain decimals, so that the type survives the way through text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _plain(value: float) -> str:
    """Spreadsheets keep 15 digits; 0.1 + 0.2 is shown, and meant, as 0.3."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_sheet(sheet: Any, target: Path, limits: dict[str, int]) -> dict[str, int]:  # noqa: ANN401
    """One sheet to CSV; cells far to the right of the limit are left out and counted."""
    sheet.reset_dimensions()
    filled = rows = far = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > limits["rows"]:
                raise RefusedError("too_many_rows", limit=limits["rows"])
            if not values:
                continue
            far += sum(value is not None for value in values[limits["columns"] :])
            cells = [as_text(value) for value in itertools.islice(values, limits["columns"])]
            count = len(cells) - cells.count("")
            if not count:
                continue
            if max(map(len, cells)) > limits["cell_characters"]:
                raise RefusedError("cell_too_long", row=number, limit=limits["cell_characters"])
            filled += count
            rows += 1
            writer.writerow([number, *cells])
    return {"filled": filled, "rows": rows, "far": far}


def read_workbook(source: Path, workdir: Path, limits: dict[str, int], wanted: str | None) -> dict[str, Any]:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it: memory for nothing
    import openpyxl

    # opened here: openpyxl refuses the name of an upload, which has no .xlsx; the file is closed with this process
    book = openpyxl.load_workbook(source.open("rb"), read_only=True, data_only=True, keep_links=False)
    names = [sheet.title for sheet in book.worksheets]
    if wanted is not None and wanted not in names:
        raise RefusedError("no_such_sheet", sheet=wanted)
    sheets = []
    for index, sheet in enumerate(book.worksheets):
        if wanted is None or sheet.title == wanted:
            target = workdir / f"sheet{index}.csv"
            sheets.append({"name": sheet.title, "path": str(target), **write_sheet(sheet, target, limits)})
    return {"sheets": sheets, "names": names}


def main(source: str, workdir: str, limits_json: str, wanted: str) -> None:
    limits = json.loads(limits_json)
    memory = limits["workbook_memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["workbook_seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read_workbook(Path(source), Path(workdir), limits, wanted or None)
    except RefusedError as refused:
        answer = {"code": refused.code, "params": refused.params}
    except MemoryError:
        answer = {"code": "workbook_too_large", "params": {}}
    except Exception as error:  # any way a hostile file finds to break the reader is the same answer
        answer = {"code": "damaged_workbook", "params": {"reason": type(error).__name__}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:5])
