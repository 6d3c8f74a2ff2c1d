"""What we export is opened by LibreOffice: no formula runs, no word is lost, and saved there it comes back."""

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.people_files.tests.importing import NOW, everything, imported
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.office import cells_of, converted

pytestmark = pytest.mark.slow
EVIL = (
    "=1+1", '=HYPERLINK("http://evil.example";"нажми")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    '=WEBSERVICE("http://evil.example")', '"=1+1"', "Анна; =1+1",
)  # fmt: skip
HONEST = ("Ёлкина Анна Юрьевна", "ООО «Щит и меч»", "Ąžuolė Łódź")
COLUMNS = ["phone", "email", "city", "address", "occupation", "tags", "added"]
EVALUATING_CSV = "CSV:{separator},34,76,1,,0,false,true,false,false,false,-1,true"
"""UTF-8, detecting numbers, and running what looks like a formula: as careless as a reader can be."""


@pytest.fixture
def people(owner: Staff) -> None:
    for number, name in enumerate((*EVIL, *HONEST)):
        told = CustomerChange(
            fields={"name": name, "city": "Казань", "address": EVIL[number % len(EVIL)], "occupation": "=2+2"},
            contacts=[ContactDraft(kind="phone", value=f"+791612345{number:02}")],
        )
        customers.create_customer(actor_of(owner), told=told, now=NOW)


def exported(owner: Staff, folder: Path, *, kind: str, language: str) -> Path:
    owner.language = language
    owner.save()
    answer = client_of(owner).get("/customers", {"format": kind, "col": COLUMNS})
    path = folder / f"customers.{kind}"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("people")
def test_no_formula_runs_and_every_word_is_there(owner, tmp_path, kind, language):
    file = exported(owner, tmp_path, kind=kind, language=language)
    separator = ord(";" if language == "ru" else ",")
    read_as = EVALUATING_CSV.format(separator=separator) if kind == "csv" else ""
    header, *rows = cells_of(converted(file, "fods", read_as=read_as))
    assert len(rows) == len(EVIL) + len(HONEST)
    assert not [cell for row in (header, *rows) for cell in row if cell[0] == "formula"]
    named = [dict(zip((words for _kind, words in header), row, strict=False)) for row in rows]
    with translation.override(language):
        city, occupation, added = (gettext(words) for words in ("City", "Occupation", "Added"))
    for row, cells, name in zip(named, rows, (*EVIL, *HONEST), strict=True):
        assert cells[0][0] == "float"
        assert cells[1] == ("string", f"'{name}" if name[0] in "=+-@" else name)
        assert (row[city], row[occupation]) == (("string", "Казань"), ("string", "'=2+2"))
        assert kind == "csv" or row[added][0] == "date", "a day is a day, and can be sorted"


@pytest.mark.usefixtures("people")
def test_a_workbook_saved_by_libreoffice_comes_back_and_changes_nothing(owner, tmp_path):
    file = exported(owner, tmp_path, kind="xlsx", language="ru")
    saved = converted(file, "xlsx:Calc MS Excel 2007 XML")
    before = everything()
    run = imported(actor_of(owner), saved.read_bytes(), name="customers.xlsx")
    assert run.counts["written"] == {"new": 0, "changed": 0, "same": len(EVIL) + len(HONEST)}
    assert everything() == before
