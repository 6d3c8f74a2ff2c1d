"""Every problem the code can name has a sentence in both languages and a line in the reference."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from zabota.foundation.importing import Problem, render
from zabota.foundation.importing.messages import CELL_PROBLEMS, FILE_PROBLEMS, NOTICES, ROW_PROBLEMS, SENTENCES

PACKAGE = Path(__file__).parent.parent
REFERENCE = PACKAGE.parents[3] / "docs" / "reference" / "file-formats.md"
PARAMS = {
    "size_mb": 9, "limit_mb": 5, "limit": 5, "format": "PDF", "line": 3, "row": 3, "seconds": 3, "reason": "KeyError",
    "sheet": "Лист", "others": "Итого", "cells": 2, "found": 4, "expected": "5", "example": "1,5",
}  # fmt: skip


def codes_in_source() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py"))
    raised = re.findall(r'(?:refuse|RefusedError|_complain)\(\s*(?:record, )?"(\w+)"', text)
    named = re.findall(r"""code="([a-z_]+)"|"code": "([a-z_]+)"|THEN '(\w+_\w+)'""", text)
    return {*raised, *("".join(groups) for groups in named)}


def test_every_code_in_the_source_has_a_sentence():
    assert codes_in_source() <= set(SENTENCES)
    assert len(codes_in_source()) > 25


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_whole_in_both_languages(code):
    problem = Problem(code=code, params=PARAMS, row_number=7, column="Дата", value="x")
    with translation.override("en"):
        english = render(problem)
    with translation.override("ru"):
        russian = render(problem)
    assert english != russian
    assert re.search("[а-я]", russian)
    assert "%" not in english + russian


@pytest.mark.parametrize("code", [*FILE_PROBLEMS, *NOTICES, *ROW_PROBLEMS, *CELL_PROBLEMS])
def test_every_code_is_in_the_reference(code):
    assert f"`{code}`" in REFERENCE.read_text(encoding="utf-8")


def test_the_reference_names_no_code_that_does_not_exist():
    table_rows = re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(table_rows) == set(SENTENCES)
