"""A broken file gets one clear sentence, in both languages, and cannot eat the memory."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation

from zabota.foundation.importing import ImportFileError, Limits, render, stage_file

from . import corpus
from .corpus import workdir, write

MEMORY_LIMIT_MB = 500
PROBE = """
import json, sys, tempfile
from zabota.foundation.importing import ImportFileError, stage_file
from zabota.foundation.testing.memory import peak_megabytes
with tempfile.TemporaryDirectory() as workdir:
    try:
        code = f"rows {stage_file(sys.argv[1], workdir=workdir).row_count}"
    except ImportFileError as error:
        code = error.problem.code
print(json.dumps({"code": code, "megabytes": peak_megabytes()}))
"""

BROKEN = {
    "empty_file": b"",
    "header_only": "Номер;Дата;Сумма\r\n".encode("cp1251"),
    "binary_content": bytes(range(256)) * 200,
    "not_a_table": b"%PDF-1.7 and so on",
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "damaged_archive": gzip.compress(b"a;b\n1;2\n" * 1000)[:-20],
    "packed_archive": b"Rar!\x1a\x07\x00",
    "cell_too_long": b"id;note\n1;ok\n2;" + b"x" * 10_000_000 + b"\n",
    "quote_not_closed": b'id;note\n1;ok\n2;"open\n3;rest\n',
    "damaged_parquet": b"PAR1" + b"\x01" * 100,
    "line_too_long": b"a" * 40_000_000,
}


def refusal(path: Path, folder: Path, limits: Limits | None = None) -> ImportFileError:
    with pytest.raises(ImportFileError) as caught:
        stage_file(path, workdir=workdir(folder), limits=limits)
    return caught.value


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_file_is_refused_for_its_true_reason(tmp_path, code):
    error = refusal(write(tmp_path, "orders.csv", BROKEN[code]), tmp_path)
    assert error.problem.code == code
    sentences = set()
    for language in ("en", "ru"):
        with translation.override(language):
            sentences.add(render(error.problem))
    assert len(sentences) == 2
    assert all("%(" not in sentence for sentence in sentences)


def test_a_huge_cell_under_russian_headings_is_refused_in_seconds(tmp_path):
    path = tmp_path / "huge.csv"
    path.write_bytes("Номер;Сумма\n".encode() + b'1;"' + b"a" * 10_000_000 + b'"\n')
    started = time.process_time()
    with pytest.raises(ImportFileError) as refusal:
        stage_file(path, workdir=tmp_path / "work")
    assert refusal.value.problem.code == "cell_too_long"
    assert time.process_time() - started < 20  # a search by pattern took minutes


def test_the_row_of_a_huge_cell_is_named(tmp_path):
    error = refusal(write(tmp_path, "orders.csv", BROKEN["cell_too_long"]), tmp_path)
    with translation.override("en"):
        assert render(error.problem).startswith("Row 3:")


def test_a_cell_just_over_the_limit_is_found_in_its_batch(tmp_path):
    content = "id;note\n" + "1;a\n" * 50 + "2;" + "x" * 40_000 + "\n"
    assert refusal(write(tmp_path, "orders.csv", content), tmp_path).problem.params["row"] == 52


def test_the_row_where_a_quote_opens_and_never_closes_is_named(tmp_path):
    error = refusal(write(tmp_path, "orders.csv", BROKEN["quote_not_closed"]), tmp_path)
    assert error.problem.params["row"] == 3


def test_a_gzip_bomb_stops_at_its_limit(tmp_path):
    path = corpus.gzip_bomb(tmp_path)
    assert refusal(path, tmp_path, Limits(unpack_ratio=100)).problem.code == "unpacks_too_large"


def test_limits_of_rows_and_columns_hold(tmp_path):
    path = write(tmp_path, "a.csv", "a;b\n" + "1;2\n" * 30)
    assert refusal(path, tmp_path, Limits(rows=20)).problem.code == "too_many_rows"
    assert refusal(path, tmp_path, Limits(columns=1)).problem.code == "too_many_columns"
    assert refusal(path, tmp_path, Limits(file_bytes=10)).problem.code == "file_too_large"


def wide_text(folder: Path) -> Path:
    return write(folder, "wide.csv", ";".join("abc") + "\n" + (";".join(["y" * 30_000] * 3) + "\n") * 1500)


HOSTILE = {
    "cell_too_long": lambda folder: write(folder, "a.csv", BROKEN["cell_too_long"]),
    "line_too_long": lambda folder: write(folder, "a.csv", BROKEN["line_too_long"]),
    "unpacks_too_large": corpus.gzip_bomb,
    "workbook_bomb": corpus.bomb_workbook,
    "rows 1": corpus.far_cell_workbook,
    "rows 1500": wide_text,
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_takes_less_than_500_mb(tmp_path, code):
    path = HOSTILE[code](tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    answer = json.loads(done.stdout)
    if code == "unpacks_too_large":
        assert answer["code"] in {code, "rows 36000000", "too_many_rows"}
    else:
        assert answer["code"] == code
    assert answer["megabytes"] < MEMORY_LIMIT_MB
