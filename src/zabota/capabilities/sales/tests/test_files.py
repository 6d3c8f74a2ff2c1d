"""From a file to typed orders, as a shop would send it."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from zabota.capabilities.sales.files import (
    Choice,
    DuplicateNumbers,
    OrderOptions,
    OrdersFile,
    OrdersFileError,
    RowsAre,
    read_orders,
)
from zabota.foundation.importing import read_problems


def read(tmp_path: Path, text: str, **options: Any) -> OrdersFile:
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    return read_orders(path, options=OrderOptions(**options), workdir=work)


def orders_of(file: OrdersFile) -> list[dict[str, Any]]:
    rows = duckdb.read_parquet(str(file.orders_path))
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def customers_of(file: OrdersFile) -> list[dict[str, Any]]:
    rows = duckdb.read_parquet(str(file.customers_path))
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def test_rows_of_goods_become_lines_of_one_order(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Номер заказа;Дата;Код клиента;Артикул;Кол-во;Цена\n"
        "A1;05.03.2026 14:30;7;X;2;1 200,50\nA1;05.03.2026 14:30;7;Y;1;99,00\nA2;06.03.2026 10:00;;X;1;1 200,50\n",
        time_zone="Europe/Moscow",
    )
    first, second = orders_of(file)
    assert file.rows_are is RowsAre.LINES
    assert (first["number"], first["amount_minor"], first["units_milli"], first["line_count"]) == (
        "A1",
        250000,
        3000,
        2,
    )
    assert first["ordered_at"].isoformat() == "2026-03-05T11:30:00"
    assert first["ordered_on"].isoformat() == "2026-03-05"
    assert second["customer_index"] is None
    assert file.counts.anonymous_orders == 1


def test_the_fraction_of_the_smallest_coin_is_rounded_once_a_line(tmp_path: Path) -> None:
    file = read(tmp_path, "order,date,sku,qty,unit price\n1,2026-01-01,A,1000,0.001\n1,2026-01-01,B,1,0.005\n")
    assert orders_of(file)[0]["amount_minor"] == 101


def test_equal_purchases_of_one_day_all_survive_and_keep_their_numbers(tmp_path: Path) -> None:
    text = "customer_id,date,amount\n1,2026-01-01,10\n1,2026-01-01,10\n2,2026-01-01,10\n"
    numbers = [order["number"] for order in orders_of(read(tmp_path, text))]
    assert len(set(numbers)) == 3
    again = "customer_id,date,amount\n2,2026-01-01,10\n1,2026-01-01,10.00\n1,2026-01-01,10\n"
    assert {order["number"] for order in orders_of(read(tmp_path, again))} == set(numbers)


def test_a_return_finds_its_sale_by_the_goods(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "InvoiceNo,InvoiceDate,CustomerID,StockCode,Quantity,UnitPrice\n"
        "1,2026-01-01,7,A,3,10\n2,2026-01-02,7,B,3,10\n3,2026-01-03,7,A,1,10\n4,2026-01-03,8,A,9,10\n"
        "C5,2026-01-04,7,A,-2,10\nC6,2026-01-05,7,Z,-1,10\n",
    )
    back, stray = orders_of(file)[4:]
    assert (back["kind"], back["amount_minor"], back["returns_index"]) == ("return", -2000, 0)
    assert (stray["kind"], stray["returns_index"]) == ("return", None)
    assert (file.counts.returns, file.counts.returns_matched) == (2, 1)


def test_a_sale_never_takes_back_more_than_it_brought(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "number,date,customer,sku,qty,price\n1,2026-01-01,7,A,2,10\nC2,2026-01-02,7,A,-2,10\nC3,2026-01-03,7,A,-2,10\n"
        "4,2026-01-03,7,A,0.5,10\n5,2026-01-03,7,A,0.5,10\n",
    )
    assert [order["returns_index"] for order in orders_of(file) if order["kind"] == "return"] == [0, None]


def test_a_credit_note_with_a_positive_sum_is_turned(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Номер;Дата;Клиент ID;Сумма\n101;01.02.2026;7;500,00\n102;01.02.2026;8;700,00\n"
        "103;01.02.2026;9;700,00\nВОЗВРАТ-101;03.02.2026;7;200,00\n",
    )
    back = orders_of(file)[-1]
    assert (back["kind"], back["amount_minor"], back["returns_index"]) == ("return", -20000, 0)


def test_letters_in_most_numbers_are_not_credit_notes(tmp_path: Path) -> None:
    file = read(tmp_path, "number,date,customer,amount\nC1,2026-01-01,7,10\nC2,2026-01-02,7,20\n3,2026-01-03,7,20\n")
    assert file.counts.returns == 0


def test_a_return_under_the_number_of_its_sale_is_an_order_of_its_own(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Номер чека;Дата;Телефон;Операция;Сумма\n10;01.02.2026;89161234567;Продажа;500\n"
        "10;04.02.2026;89161234567;Возврат;500\n",
    )
    sale, back = orders_of(file)
    assert (sale["number"], sale["amount_minor"]) == ("10", 50000)
    assert (back["number"], back["amount_minor"], back["returns_index"]) == ("10/return/2026-02-04", -50000, 0)


def test_repeated_numbers_with_different_sums_call_for_a_choice(tmp_path: Path) -> None:
    text = "number,date,amount\n1,2026-01-01,10\n1,2026-01-01,15\n2,2026-01-02,5\n3,2026-01-02,5\n3,2026-01-02,5\n"
    with pytest.raises(OrdersFileError) as caught:
        read(tmp_path, text)
    assert caught.value.choice is Choice.DUPLICATE_NUMBERS
    as_lines = read(tmp_path, text, duplicate_numbers=DuplicateNumbers.LINES)
    assert sorted(order["amount_minor"] for order in orders_of(as_lines)) == [500, 500, 2500]
    assert as_lines.counts.repeated_rows == 1
    rejected = read(tmp_path, text, duplicate_numbers=DuplicateNumbers.REJECT)
    assert (rejected.counts.orders, rejected.counts.bad_rows) == (2, 2)
    assert {problem.code for problem in read_problems(rejected.converted.problems_path)} == {"duplicate_number"}


def test_several_currencies_are_refused_until_one_is_chosen(tmp_path: Path) -> None:
    text = "number,date,amount,currency\n1,2026-01-01,10,EUR\n2,2026-01-01,20,USD\n3,2026-01-01,5,EUR\n"
    with pytest.raises(OrdersFileError) as caught:
        read(tmp_path, text)
    assert caught.value.problem.params["currencies"] == "EUR, USD"
    chosen = read(tmp_path, text, currency="EUR")
    assert (chosen.totals[0].revenue_minor, chosen.counts.other_currency_rows, chosen.counts.bad_rows) == (1500, 1, 0)


def test_a_file_without_the_sum_says_which_column_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OrdersFileError) as caught:
        read(tmp_path, "order,date,comment\n1,2026-01-01,hello\n")
    assert caught.value.problem.params == {"fields": "amount"}


def test_one_person_is_known_by_key_by_phone_and_by_mail(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "date,customer_id,name,phone,email,amount\n"
        "2026-01-01,7,Анна,8 (916) 123-45-67,anna@example.com,1\n2026-01-02,,Анна,+79161234567,,2\n"
        "2026-01-03,,,,ANNA@example.com,3\n2026-01-04,,,,boris@example.com,4\n2026-01-05,,Вера  Петрова,,,5\n"
        "2026-01-06,,вера петрова,,,6\n2026-01-07,,,,,7\n",
    )
    known = customers_of(file)
    assert [one["identity"] for one in known] == ["7", "email:boris@example.com", "name:вера петрова"]
    assert known[0]["phones"] == ["+79161234567"]
    assert [order["customer_index"] for order in orders_of(file)] == [0, 0, 0, 1, 2, 2, None]
    assert file.counts.customers_by_name == 1


def test_one_number_for_two_customers_is_refused(tmp_path: Path) -> None:
    file = read(
        tmp_path, "number,date,customer,sku,amount\n1,2026-01-01,7,A,10\n1,2026-01-01,8,A,20\n2,2026-01-01,8,A,5\n"
    )
    assert (file.counts.orders, file.counts.bad_rows) == (1, 2)


@pytest.mark.parametrize(
    ("header", "cell", "margin"),
    [("cost", "60", 4000), ("margin", "35", 3500), ("comment", "x", 2500)],
)
def test_margin_comes_from_cost_from_margin_or_from_the_usual_share(
    tmp_path: Path, header: str, cell: str, margin: int
) -> None:
    file = read(tmp_path, f"date,amount,{header}\n2026-01-01,100,{cell}\n", margin_rate=0.25)
    assert file.totals[0].margin_minor == margin


def test_without_cost_or_share_the_margin_is_unknown_not_zero(tmp_path: Path) -> None:
    file = read(tmp_path, "date,amount\n2026-01-01,100\n")
    assert file.totals[0].margin_minor is None
    assert file.counts.orders_without_margin == 1


def test_cdnow_comes_in_whole(shared_data: Path, tmp_path: Path) -> None:
    file = read_orders(shared_data / "cdnow_master.csv.gz", options=OrderOptions(), workdir=tmp_path)
    with gzip.open(shared_data / "cdnow_master.csv.gz", "rt") as source:
        cents = sum(round(float(line.rsplit(",", 1)[1]) * 100) for line in source.readlines()[1:])
    assert (file.counts.orders, file.counts.customers, file.totals[0].revenue_minor) == (69659, 23570, cents)


@pytest.mark.slow
def test_online_retail_totals_equal_an_independent_query(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "online_retail_lines.csv.gz"
    file = read_orders(source, options=OrderOptions(currency="GBP"), workdir=tmp_path)
    orders, lines, pence = duckdb.sql(
        "SELECT count(DISTINCT InvoiceNo), count(*), sum(round(Quantity::INT * UnitPrice::DECIMAL(18,6) * 100)) "
        f"FROM read_csv('{source}', all_varchar = true)"
    ).fetchall()[0]
    assert (file.counts.orders, file.counts.good_rows, file.totals[0].revenue_minor) == (orders, lines, pence)
    assert (file.counts.customers, file.counts.anonymous_orders) == (4372, 3710)
