import csv
import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
import regulars

from zabota.capabilities.demo.analysis import draw_orders
from zabota.capabilities.demo.catalogue import GOODS
from zabota.capabilities.demo.contracts import DAYS, SEED, TRUTH, Truth
from zabota.capabilities.demo.orders_file import write_orders
from zabota.capabilities.demo.people import draw_people, feminine

YESTERDAY = date(2026, 5, 2)
SMALL = Truth(customers=200)
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from zabota.capabilities.demo.contracts import Truth
from zabota.capabilities.demo.orders_file import write_orders
write_orders(Path(sys.argv[1]), last_on=date(2026, 5, 2), truth=Truth(customers=200))
"""


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "orders.csv"
    write_orders(path, last_on=YESTERDAY)
    return read(path)


def moment(row):
    return datetime.strptime(row["Дата и время"], "%d.%m.%Y %H:%M")  # noqa: DTZ007


def test_another_process_writes_the_same_bytes(tmp_path):
    write_orders(tmp_path / "here.csv", last_on=YESTERDAY, truth=SMALL)
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / "there.csv")], env=environment, check=True)
    here, there = (hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in ("here.csv", "there.csv"))
    assert here == there


@pytest.mark.parametrize("last_on", [date(2026, 5, 2), date(2026, 12, 31), date(2028, 2, 29)])
def test_the_demo_moves_to_the_given_day_with_the_same_people(tmp_path, last_on):
    write_orders(tmp_path / "moved.csv", last_on=last_on, truth=Truth(customers=1_500))
    rows = read(tmp_path / "moved.csv")
    assert max(moment(row).date() for row in rows) == last_on
    assert (last_on - min(moment(row).date() for row in rows)).days < DAYS
    people = draw_people(np.random.default_rng(1), 10, np.zeros(10, bool))
    assert people == draw_people(np.random.default_rng(1), 10, np.zeros(10, bool))


def test_it_is_a_shop_of_about_four_thousand_customers_and_twenty_thousand_orders(full):
    sales = [row for row in full if row["Операция"] == "Продажа"]
    assert len({row["Карта лояльности"] for row in sales} - {""}) == TRUTH.customers
    assert 18_000 < len({row["Номер заказа"] for row in sales}) < 25_000
    returned = {row["Номер заказа"] for row in full if row["Операция"] == "Возврат"}
    assert 0.03 < len(returned) / len({row["Номер заказа"] for row in sales}) < 0.08
    assert {row["Магазин"] for row in full} == {"Магазин на Покровке", "Магазин на Петроградской", "Сайт"}


def test_a_return_gives_back_what_its_order_sold_later_than_it(full):
    sold = defaultdict(dict)
    for row in full:
        if row["Операция"] == "Продажа":
            sold[row["Номер заказа"]][row["Артикул"]] = row
    for row in (row for row in full if row["Операция"] == "Возврат"):
        line = sold[row["Исходный заказ"]][row["Артикул"]]
        assert int(row["Сумма"]) == -int(line["Сумма"])
        assert moment(row) > moment(line)
        assert row["Карта лояльности"] == line["Карта лояльности"]


def test_money_is_whole_roubles_and_the_margin_is_believable(full):
    revenue = sum(int(row["Сумма"]) for row in full)
    cost = sum(int(row["Себестоимость"]) for row in full)
    assert 0.5 < 1 - cost / revenue < 0.65
    prices = {good.sku: good.price for good in GOODS}
    assert all(0 < int(row["Сумма"]) <= prices[row["Артикул"]] * int(row["Количество"])
               for row in full if row["Операция"] == "Продажа")  # fmt: skip
    assert len(prices) == len(GOODS)


def test_the_eve_of_a_holiday_is_busier_than_the_days_after_it(full):
    on = [moment(row) for row in full]
    eve = sum(1 for day in on if (day.month == 3 and day.day <= 7))
    after = sum(1 for day in on if (day.month == 3 and 9 <= day.day <= 15))
    assert eve > 1.3 * after


def test_names_agree_in_gender(full):
    for name in {row["ФИО"] for row in full} - {""}:
        surname, _given, patronymic = name.split()
        if patronymic.endswith("на"):
            assert not surname.endswith(("ов", "ев", "ёв", "ин", "ский")), name
        else:
            assert patronymic.endswith("ич")
            assert not surname.endswith(("ова", "ева", "ёва", "ина", "ская")), name


@pytest.mark.parametrize(
    ("man", "woman"),
    [("Иванов", "Иванова"), ("Королёв", "Королёва"), ("Ильин", "Ильина"), ("Донской", "Донская"),
     ("Высоцкий", "Высоцкая"), ("Черных", "Черных"), ("Шевченко", "Шевченко")],
)  # fmt: skip
def test_a_womans_surname_follows_the_mans(man, woman):
    assert feminine(man) == woman


def test_nobody_shares_a_phone_or_an_email_and_mail_goes_nowhere(full):
    for column in ("Телефон", "Эл. почта"):
        owners = defaultdict(set)
        for row in full:
            owners[row[column]].add(row["Карта лояльности"])
        owners.pop("")
        assert all(len(cards) == 1 for cards in owners.values())
    mails = {row["Эл. почта"] for row in full} - {""}
    assert all(mail.rsplit(".", 2)[-2].split("@")[-1] == "example" for mail in mails)


def test_the_fitted_model_finds_the_true_parameters():
    orders = draw_orders(np.random.default_rng(SEED), TRUTH, YESTERDAY)
    summary = orders.summary(until_day=DAYS - 1, time_unit="week")
    buying = regulars.ParetoNBD().fit(summary)
    for name in ("r", "alpha", "s", "beta"):
        assert abs(buying.params[name] - getattr(TRUTH, name)) < 3 * buying.standard_errors[name], name
    spend = regulars.GammaGamma().fit(summary)
    for name in ("p", "q", "gamma"):
        assert abs(spend.params[name] - getattr(TRUTH, name)) < 3 * spend.standard_errors[name], name


def test_the_file_itself_still_shows_the_true_rates(full):
    """Baskets, whole roubles and the calendar blur the draw a little; what remains must be near the truth."""
    days = defaultdict(lambda: defaultdict(int))
    for row in full:
        if row["Операция"] == "Продажа" and row["Карта лояльности"]:
            days[row["Карта лояльности"]][moment(row).date()] += int(row["Сумма"])
    first = {card: min(bought) for card, bought in days.items()}
    summary = regulars.CustomerSummary(
        frequency=np.array([len(bought) - 1 for bought in days.values()]),
        recency=np.array([(max(bought) - first[card]).days / 7 for card, bought in days.items()]),
        age=np.array([(YESTERDAY - first[card]).days / 7 for card in days]),
        monetary_value=np.array(
            [
                np.mean([sum_ for day, sum_ in bought.items() if day > first[card]] or [0])
                for card, bought in days.items()
            ]
        ),
        time_unit="week",
    )
    buying = regulars.ParetoNBD().fit(summary)
    true_rate, found_rate = TRUTH.r / TRUTH.alpha, buying.params["r"] / buying.params["alpha"]
    assert found_rate == pytest.approx(true_rate, rel=0.1)
    spend = regulars.GammaGamma().fit(summary)
    found_mean = spend.params["p"] * spend.params["gamma"] / (spend.params["q"] - 1)
    assert found_mean == pytest.approx(TRUTH.mean_order_roubles, rel=0.1)


def test_the_file_fits_in_memory_and_on_disk(tmp_path):
    rows = write_orders(Path(tmp_path / "small.csv"), last_on=YESTERDAY, truth=SMALL)
    assert rows == len(read(tmp_path / "small.csv"))
