"""`zabota audit` on real files: its totals are those of the file, its page opens alone, its refusals are sentences."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pytest

from zabota.cli import exit_codes

RETAIL = "online_retail_lines.csv.gz"
CDNOW = "cdnow_master.csv.gz"


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own and an empty folder: no settings of the tests, no database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZABOTA", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "zabota.cli", "audit", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env={**environment, "LANG": "en_US.UTF-8"},
    )  # fmt: skip


def answer_of(result: subprocess.CompletedProcess[str]) -> dict:
    assert result.returncode == exit_codes.OK, result.stderr
    return json.loads(result.stdout)


def test_totals_of_online_retail_equal_a_query_over_the_file(shared_data, tmp_path):
    started = time.monotonic()
    answer = answer_of(run(str(shared_data / RETAIL), "--currency", "GBP", "--json", folder=tmp_path))
    took = time.monotonic() - started
    rows, revenue, invoices, returns, customers, anonymous, articles = duckdb.execute(
        f"""
        WITH lines AS (
            SELECT *, round(Quantity * UnitPrice::DECIMAL(18, 3) * 100)::BIGINT AS minor
            FROM read_csv('{shared_data / RETAIL}', types = {{'InvoiceNo': 'VARCHAR', 'UnitPrice': 'DECIMAL(18,3)'}})
        ), invoices AS (
            SELECT InvoiceNo, any_value(CustomerID) AS customer, sum(minor) AS minor, min(Quantity) AS least
            FROM lines GROUP BY InvoiceNo
        )
        SELECT (SELECT count(*) FROM lines), (SELECT sum(minor) FROM lines), count(*),
            count(*) FILTER (InvoiceNo LIKE 'C%'), count(DISTINCT customer),
            (SELECT sum(minor) FROM lines WHERE CustomerID IS NULL),
            (SELECT count(DISTINCT StockCode) FROM lines JOIN invoices USING (InvoiceNo)
             WHERE invoices.minor <> 0 OR invoices.least > 0)  -- written off at no price: nothing was bought
        FROM invoices
        """
    ).fetchall()[0]
    assert answer["file"]["rows"] == rows == 541_909
    assert answer["totals"]["revenue_minor"] == revenue
    assert answer["totals"]["rows"] == invoices == 25_900
    assert answer["totals"]["customers"] == customers == 4_372
    assert answer["totals"]["anonymous_minor"] == anonymous
    assert answer["counts"]["returns"] >= returns == 3_836
    assert answer["identities"]["holding"] == answer["identities"]["checked"] > 50
    first = answer["chapters"]["products"]["findings"][0]
    assert (first["code"], first["numbers"]["names"]) == ("leading_category", articles)
    assert took < 120, "generous, for a busy machine; the figure to hold is 30 s"


def test_totals_of_cdnow_equal_a_query_over_the_file(shared_data, tmp_path):
    answer = answer_of(run(str(shared_data / CDNOW), "--currency", "USD", "--margin", "40", "--json", folder=tmp_path))
    rows, revenue, customers = duckdb.execute(
        f"SELECT count(*), sum(round(amount::DECIMAL(18, 2) * 100))::BIGINT, count(DISTINCT customer_id) "
        f"FROM read_csv('{shared_data / CDNOW}', types = {{'amount': 'DECIMAL(18,2)'}})"
    ).fetchall()[0]
    assert (answer["totals"]["rows"], answer["totals"]["revenue_minor"]) == (rows, revenue)
    assert answer["totals"]["customers"] == customers == 23_570
    assert answer["totals"]["anonymous_sales"] == 0
    assert answer["profit_basis"] == "rate"
    assert abs(answer["totals"]["profit_minor"] - revenue * 0.4) < rows
    assert answer["value"]["readiness"] == "ready"
    assert answer["chapters"]["products"] == {"missing": "no_products"}
    assert 'id="products"' not in (tmp_path / "report.html").read_text(encoding="utf-8")


def orders_file(folder: Path, *, customers: int = 60, name: str = "=HYPERLINK(1)") -> Path:
    """Three years of a little shop: some come every month, some once; one name is a formula."""
    lines = ["Дата;Номер;Клиент;Сумма"]
    number = 0
    for customer in range(customers):
        for month in range(0, 36, customer % 7 + 1) if customer % 3 else [customer % 36]:
            number += 1
            who = name if customer == 0 else f"Клиент {customer}"
            lines.append(
                f"{customer % 27 + 1:02d}.{month % 12 + 1:02d}.{2022 + month // 12};{number};{who};{1000 + customer}"
            )
    path = folder / "orders.csv"
    path.write_text("\n".join(lines), encoding="cp1251")
    return path


def test_the_report_stands_alone_in_both_languages(tmp_path):
    path = orders_file(tmp_path)
    for language, words in (("ru", "Аудит клиентской базы"), ("en", "Customer-base audit")):
        result = run(str(path), "--lang", language, "--out", f"{language}.html", folder=tmp_path)
        assert result.returncode == exit_codes.OK, result.stderr
        page = (tmp_path / f"{language}.html").read_text(encoding="utf-8")
        assert words in page
        assert page.count("<svg") >= 15
        asked = re.findall(r"""(?:\ssrc=|\shref=|@import\s|\burl\()\s*["']?([^"'\s>)]+)""", page)
        assert [address for address in asked if not address.startswith("#")] == []
        assert "<script" not in page


def test_nothing_but_the_report_is_left_behind(tmp_path):
    path = orders_file(tmp_path)
    assert run(str(path), folder=tmp_path).returncode == exit_codes.OK
    assert {entry.name for entry in tmp_path.iterdir()} == {"orders.csv", "report.html"}


def test_what_was_recognised_is_told(tmp_path):
    path = orders_file(tmp_path)
    assert run(str(path), "--lang", "en", folder=tmp_path).returncode == exit_codes.OK
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for words in ("cp1251", "semicolon", "Дата", "31.12.2026", "RUB, assumed", "this report speaks of revenue"):
        assert words in page


def test_the_workbook_holds_every_table_and_no_formula(tmp_path):
    path = orders_file(tmp_path)
    assert run(str(path), "--xlsx", "all.xlsx", "--lang", "en", folder=tmp_path).returncode == exit_codes.OK
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    contents = [row[2] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert len(book.worksheets) == len(contents) + 1 > 30
    assert "Worth most from here on" in contents
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "'=HYPERLINK(1)" for cell in cells)


def test_a_thin_history_is_refused_in_words_and_the_lists_still_stand(tmp_path):
    path = tmp_path / "thin.csv"
    path.write_text("date,customer,amount\n" + "\n".join(f"2025-01-{d:02d},c{d % 9},10" for d in range(1, 29)))
    result = run(str(path), "--lang", "en", "--json", folder=tmp_path)
    answer = answer_of(result)
    assert answer["value"]["readiness"] == "refused"
    assert answer["value"]["model"] is None
    assert "The history is too short" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_bad_rows_are_left_out_told_and_signalled(tmp_path):
    path = orders_file(tmp_path)
    path.write_text(path.read_text(encoding="cp1251") + "\nвчера;999;Клиент 1;100", encoding="cp1251")
    result = run(str(path), "--lang", "en", folder=tmp_path)
    assert result.returncode == exit_codes.PROBLEM_FOUND
    assert "left out: 1" in result.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 row with a mistake was left out." in page
    assert "вчера" in page


def test_columns_can_be_named_by_hand(tmp_path):
    path = tmp_path / "odd.csv"
    rows = "\n".join(f"2025-{m:02d}-03;k{c};{c + m}" for m in range(1, 13) for c in range(15))
    path.write_text("когда;кто;почём\n" + rows, encoding="utf-8")
    named = ["--map", "когда=ordered", "--map", "кто=customer_key", "--map", "почём=amount"]
    answer = answer_of(run(str(path), *named, "--json", folder=tmp_path))
    assert answer["totals"]["customers"] == 15
    wrong = run(str(path), "--map", "нету=amount", folder=tmp_path)
    assert wrong.returncode == exit_codes.USAGE
    assert "почём" in wrong.stderr


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", exit_codes.PROBLEM_FOUND, "empty"),
        (b"date,customer,amount\n", exit_codes.PROBLEM_FOUND, "not a single row"),
        (b"\x7fELF\x00\x00\x00", exit_codes.PROBLEM_FOUND, "not a table"),
        (b"a,b\nx,y\nz,w\n", exit_codes.PROBLEM_FOUND, "did not find the columns"),
        (b"date,amount\n2025-01-01,10\n2025-01-02,12\n", exit_codes.PROBLEM_FOUND, "nobody to look at"),
    ],
)
def test_a_file_that_is_no_orders_is_refused_in_a_sentence(tmp_path, content, code, words):
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    result = run(str(path), folder=tmp_path)
    assert result.returncode == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "report.html").exists()


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    result = run("nowhere.csv", folder=tmp_path)
    assert result.returncode == exit_codes.UNREACHABLE
    assert "nowhere.csv" in result.stderr
