"""Real exports: every total equals an independent query over the same file, in little time and memory."""

import gzip
import json
import subprocess
import sys
from decimal import Decimal

import duckdb
import pytest

from zabota.foundation.importing import FieldKind, FieldSpec, convert, recognise, stage_file

from .corpus import mapping_of, workdir

LINES = (
    FieldSpec(name="order", kind=FieldKind.TEXT, synonyms=("InvoiceNo",), required=True),
    FieldSpec(name="product", kind=FieldKind.TEXT, synonyms=("StockCode",)),
    FieldSpec(name="quantity", kind=FieldKind.QUANTITY, required=True),
    FieldSpec(name="ordered", kind=FieldKind.MOMENT, synonyms=("InvoiceDate",), required=True),
    FieldSpec(name="price", kind=FieldKind.PRICE, synonyms=("UnitPrice",), required=True),
    FieldSpec(name="customer", kind=FieldKind.TEXT, synonyms=("CustomerID",)),
)
PROBE = """
import json, sys, tempfile
from zabota.foundation.importing.tests.test_real_files import read_lines
from zabota.foundation.testing.memory import peak_megabytes
with tempfile.TemporaryDirectory() as folder:
    from pathlib import Path
    result = read_lines(sys.argv[1], Path(folder))
print(json.dumps({"good": result.good_row_count, "mb": peak_megabytes()}))
"""


def read_lines(path, folder, fields=LINES):
    file = stage_file(path, workdir=workdir(folder))
    return convert(file, mapping_of(recognise(file, fields), currency="GBP"), fields, workdir=workdir(folder))


def independent(path, query):
    with gzip.open(path) as file:
        header = file.readline().decode().strip().split(",")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in header)
    return duckdb.sql(query.format(source=f"read_csv('{path}', header=true, columns={{{columns}}})")).fetchall()[0]


@pytest.mark.slow
def test_online_retail_is_read_to_the_last_unit(tmp_path, shared_data):
    path = shared_data / "online_retail_lines.csv.gz"
    result = read_lines(path, tmp_path)
    assert (result.good_row_count, result.bad_row_count) == (541_909, 0)
    ours = duckdb.sql(
        f'SELECT count(*), count(DISTINCT "order"), sum(quantity)::BIGINT, sum(quantity * price), '
        f"min(ordered_on + ordered_time), max(ordered_on + ordered_time), count(customer), count(DISTINCT customer) "
        f"FROM '{result.path}'"
    ).fetchall()[0]
    theirs = independent(
        path,
        "SELECT count(*), count(DISTINCT InvoiceNo), sum(CAST(Quantity AS BIGINT))::BIGINT, "
        "sum(CAST(Quantity AS DECIMAL(18, 3)) * CAST(UnitPrice AS DECIMAL(18, 6))), "
        "min(CAST(InvoiceDate AS TIMESTAMP)), max(CAST(InvoiceDate AS TIMESTAMP)), count(CustomerID), "
        "count(DISTINCT CustomerID) FROM {source}",
    )
    assert ours == theirs


@pytest.mark.slow
def test_online_retail_takes_less_than_400_mb(shared_data):
    path = shared_data / "online_retail_lines.csv.gz"
    done = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["good"] == 541_909
    assert answer["mb"] < 400


def test_cdnow_is_read_to_the_cent(tmp_path, shared_data):
    path = shared_data / "cdnow_master.csv.gz"
    fields = (
        FieldSpec(name="customer", kind=FieldKind.TEXT, synonyms=("customer_id",), required=True),
        FieldSpec(name="day", kind=FieldKind.DATE, synonyms=("date",), required=True),
        FieldSpec(name="discs", kind=FieldKind.QUANTITY, synonyms=("cds",)),
        FieldSpec(name="amount", kind=FieldKind.MONEY, required=True),
    )
    result = read_lines(path, tmp_path, fields)
    assert (result.good_row_count, result.bad_row_count) == (69_659, 0)
    ours = duckdb.sql(
        f"SELECT count(DISTINCT customer), sum(discs)::BIGINT, sum(amount_minor)::BIGINT, min(day), max(day) "
        f"FROM '{result.path}'"
    ).fetchall()[0]
    theirs = independent(
        path,
        "SELECT count(DISTINCT customer_id), sum(cds::BIGINT)::BIGINT, (sum(amount::DECIMAL(18, 4)) * 100)::BIGINT, "
        "min(date::DATE), max(date::DATE) FROM {source}",
    )
    assert ours == theirs
    assert Decimal(ours[2]) > 0
