"""LibreOffice as a reader of what we write: it opens a file without a window and writes it in another form."""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ABSENT = "LibreOffice is not here: apt-get install --no-install-recommends libreoffice-calc libreoffice-writer"
LONGEST_SECONDS = 180
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def converted(path: Path, to: str, *, read_as: str = "") -> Path:
    """The file as LibreOffice saves it in the form `to` ("fods", "pdf", or with a filter: "txt:Text (encoded):UTF8").

    `read_as` tells it how to read, else it guesses. The test is skipped where there is no LibreOffice.
    """
    program = shutil.which("soffice")
    if program is None:
        pytest.skip(ABSENT)
    out = path.parent / "opened"
    profile = (path.parent / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", str(out)]
    how = [f"--infilter={read_as}"] if read_as else []
    subprocess.run([*command, *how, str(path)], check=True, capture_output=True, timeout=LONGEST_SECONDS)
    return out / f"{path.stem}.{to.partition(':')[0]}"


def cells_of(sheet: Path) -> list[list[tuple[str, str]]]:
    """Rows of a flat spreadsheet (`.fods`): of each cell its kind ("string", "float", "date", "formula") and words."""
    rows = []
    for row in ET.parse(sheet).getroot().iter(f"{_TABLE}table-row"):
        cells: list[tuple[str, str]] = []
        for cell in row.iter(f"{_TABLE}table-cell"):
            kind = "formula" if f"{_TABLE}formula" in cell.attrib else cell.get(f"{_OFFICE}value-type", "")
            words = "\n".join("".join(line.itertext()) for line in cell.iter(f"{_TEXT}p"))
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            cells += [(kind, words)] * (repeated if kind or words else 1)
        if any(words for _kind, words in cells):
            rows.append(cells)
    return rows
