"""How values are written is decided over all of them, and said when it cannot be decided."""

import datetime as dt

import pytest

from zabota.foundation.importing import DateOrder, FieldKind, FieldSpec, find_format, with_date_order, with_decimal_mark

from .corpus import converted, mapping_of, rows, staged, workdir

DAY = (FieldSpec(name="day", kind=FieldKind.MOMENT, synonyms=("Дата",), required=True),)


def date_format(folder, values):
    return find_format(staged(folder, "Дата;x\n" + "".join(f'"{value}";1\n' for value in values)), "c1", FieldKind.DATE)


def number_format(folder, values, kind=FieldKind.MONEY):
    return find_format(staged(folder, "Сумма|x\n" + "".join(f'"{value}"|1\n' for value in values)), "c1", kind)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-05", (dt.date(2024, 1, 5), None)),
        ("2024-01-05 08:26", (dt.date(2024, 1, 5), dt.time(8, 26))),
        ("2024-01-05T08:26:59.123Z", (dt.date(2024, 1, 5), dt.time(8, 26, 59))),
        ("2024-01-05T23:26:59+03:00", (dt.date(2024, 1, 5), dt.time(23, 26, 59))),
        ("2024/1/5", (dt.date(2024, 1, 5), None)),
        ("05.01.2024", (dt.date(2024, 1, 5), None)),
        ("5.1.24", (dt.date(2024, 1, 5), None)),
        ("25/01/2024 7:05", (dt.date(2024, 1, 25), dt.time(7, 5))),
        ("01/25/2024 07:05:09 PM", (dt.date(2024, 1, 25), dt.time(19, 5, 9))),
        ("05-Jan-2024", (dt.date(2024, 1, 5), None)),
        ("20240105", (dt.date(2024, 1, 5), None)),
        ("45296", (dt.date(2024, 1, 5), dt.time(0, 0))),
        ("45296.5", (dt.date(2024, 1, 5), dt.time(12, 0))),
    ],
)
def test_every_common_way_to_write_a_date_is_read(tmp_path, value, expected):
    result = converted(tmp_path, f"Дата;x\n{value};1\n", fields=DAY)
    assert [row[1:3] for row in rows(result.path)] == [expected]


def test_one_day_above_twelve_far_down_decides_for_all(tmp_path):
    form = date_format(tmp_path, ["01/02/2024"] * 3000 + ["02/25/2024"])
    assert form.date_order is DateOrder.MDY
    assert form.ambiguous == ()


def test_slashes_that_decide_nothing_are_called_ambiguous_and_can_be_settled(tmp_path):
    form = date_format(tmp_path, ["01/02/2024", "03/04/2024"])
    assert form.ambiguous == ("date_order",)
    settled = with_date_order(form, DateOrder.MDY)
    assert settled.date_patterns == ("%m/%d/%Y",)
    assert settled.ambiguous == ()
    assert with_date_order(settled, DateOrder.DMY).date_patterns == ("%d/%m/%Y",)


def test_dots_are_day_first_without_asking(tmp_path):
    form = date_format(tmp_path, ["01.02.2024"])
    assert (form.date_order, form.ambiguous) == (DateOrder.DMY, ())


def test_iso_and_russian_dates_may_be_mixed(tmp_path):
    result = converted(tmp_path, "Дата;x\n2024-01-05;1\n06.01.2024 10:00;1\n31.02.2024;1\n", fields=DAY)
    assert [row[1] for row in rows(result.path)] == [dt.date(2024, 1, 5), dt.date(2024, 1, 6)]
    assert result.problem_counts == {"not_a_date": 1}


def test_both_orders_in_one_column_are_told(tmp_path):
    form = date_format(tmp_path, ["13/01/2024", "14/01/2024", "01/15/2024"])
    assert form.date_order is DateOrder.DMY
    assert form.ambiguous == ("date_order",)


@pytest.mark.parametrize(
    ("values", "decimal", "group", "ambiguous"),
    [
        (["1234,5", "7"], ",", "", False),
        (["1 234,50", "1\u00a0000"], ",", "", False),
        (["1,234.50"], ".", ",", False),
        (["1.234,50"], ",", ".", False),
        (["1'234.50"], ".", "", False),
        (["1,234,567"], ".", ",", False),
        (["1,234", "1.5"], ".", ",", False),
        (["0,250", "1,250"], ",", "", False),
        (["1,250", "3,500"], ".", ",", True),
        (["1.250"], ".", "", True),
        (["1,00 ₽"], ",", "", False),
        (["12", "13"], ".", "", False),
    ],
)
def test_marks_of_numbers_are_found(tmp_path, values, decimal, group, ambiguous):
    form = number_format(tmp_path, values)
    assert (form.decimal_mark, form.group_mark) == (decimal, group)
    assert bool(form.ambiguous) is ambiguous


def test_an_ambiguous_decimal_mark_can_be_settled(tmp_path):
    form = with_decimal_mark(number_format(tmp_path, ["1,250"]), ",")
    assert (form.decimal_mark, form.group_mark, form.ambiguous) == (",", ".", ())


@pytest.mark.parametrize(
    ("value", "currency"),
    [("1 234,50 ₽", "RUB"), ("1234 руб.", "RUB"), ("500р", "RUB"), ("$12.50", "USD"), ("12,50 EUR", "EUR")],
)
def test_currency_signs_are_found(tmp_path, value, currency):
    assert number_format(tmp_path, [value]).currencies == (currency,)


@pytest.mark.parametrize(
    ("value", "minor"),
    [
        ("1 234,50 ₽", 123450), ("-5,00", -500), ("−5,5", -550), ("(12,30)", -1230), ("+7", 700),
        ("0,125", 12), ("0,135", 14), ("0,1250000001", 13), ("-0,125", -12), (",5", 50), ("10,", 1000),
        ("1234567890123,45", 123456789012345), ("1,5E2", 15000),
    ],
)  # fmt: skip
def test_money_becomes_exact_minor_units(tmp_path, value, minor):
    fields = (FieldSpec(name="amount", kind=FieldKind.MONEY, synonyms=("Сумма",)),)
    result = converted(tmp_path, f"Сумма|x\n{value}|1\n1,55|1\n", fields=fields)
    assert rows(result.path)[0][1] == minor


@pytest.mark.parametrize("value", ["1 5", "12,34,5", "пять", "1.234.5", "--5", "1234567890123456,00", "5 кг", "NaN"])
def test_what_does_not_fit_the_format_is_an_error_never_another_number(tmp_path, value):
    fields = (FieldSpec(name="amount", kind=FieldKind.MONEY, synonyms=("Сумма",)),)
    result = converted(tmp_path, f"Сумма|x\n{value}|1\n1,55|1\n2,55|1\n", fields=fields)
    assert [row[1] for row in rows(result.path)] == [155, 255]
    assert result.bad_row_count == 1


def test_yen_have_no_minor_units_and_dinars_have_three_digits(tmp_path):
    fields = (FieldSpec(name="amount", kind=FieldKind.MONEY, synonyms=("Сумма",)),)
    for currency, minor in (("JPY", 2), ("KWD", 2500), ("RUB", 250)):
        assert rows(converted(tmp_path, "Сумма;x\n2.5;1\n", fields=fields, currency=currency).path)[0][1] == minor


def test_percent_becomes_a_rate_and_yes_a_boolean(tmp_path):
    fields = (
        FieldSpec(name="margin", kind=FieldKind.RATE, synonyms=("Маржа",)),
        FieldSpec(name="paid", kind=FieldKind.BOOLEAN, synonyms=("Оплачен",)),
    )
    result = converted(tmp_path, "Маржа;Оплачен\n15 %;да\n7,5%;Нет\n1%;может быть\n", fields=fields)
    assert [row[1:] for row in rows(result.path)] == [(0.15, True), (0.075, False)]
    assert result.problem_counts == {"not_yes_or_no": 1}


def test_a_unit_price_finer_than_a_kopeck_is_kept(tmp_path):
    fields = (FieldSpec(name="price", kind=FieldKind.PRICE, synonyms=("Цена",)),)
    result = converted(tmp_path, "Цена;x\n0,001;1\n1 000,123456;1\n", fields=fields)
    assert [str(row[1]) for row in rows(result.path)] == ["0.001000", "1000.123456"]


def test_workdir_and_mapping_stay_usable_for_a_second_conversion(tmp_path):
    from zabota.foundation.importing import convert, recognise

    file = staged(tmp_path, "Дата;x\n01/02/2024;1\n")
    proposal = recognise(file, DAY)
    assert proposal.ambiguous == (("day", "date_order"),)
    first = convert(file, mapping_of(proposal), DAY, workdir=workdir(tmp_path))
    assert rows(first.path)[0][1] == dt.date(2024, 2, 1)
