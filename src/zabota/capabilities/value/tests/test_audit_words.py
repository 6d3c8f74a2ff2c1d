"""Every finding, table, column, picture and check of the audit has its words in both languages."""

import re

import duckdb
import pytest
import regulars as rg
from django.utils import translation
from regulars.audit import FINDING_NUMBERS, Finding

from zabota.capabilities.value.analysis import OTHER_GOODS, UNNAMED_GOODS, Audit, AuditChoice, Lens, audit_of
from zabota.capabilities.value.audit_charts import charts_in_order
from zabota.capabilities.value.audit_tables import plain, shown_tables, tables_of, text_of
from zabota.capabilities.value.audit_words import Voice, period_name, period_short, say_finding, say_identities
from zabota.capabilities.value.audit_words.findings import SENTENCES

WORDS = {
    "step": "kept_up", "factor": "revenue_per_order", "source": "acquisition", "verdict": "up", "period": "2025-Q3",
    "compared_with": "2025-Q2", "cohort": "2025-07", "best": "2025", "worst": "2024-12", "season_matched": 1,
    "customers": 21, "of": 40, "cohorts": 5, "customers_needed": 22.4, "days": 32.0, "from_age": 1, "to_age": 4,
    "name": "Чай", "first": "Чай", "second": "Пироги", "kinds": "products", "level": "category", "names": 12,
    "pairs": 6, "age": 3,
}  # fmt: skip
UNTRANSLATED = re.compile(r"\b(?!III\b)[A-Za-z]{3,}")


def made_up(code: str) -> Finding:
    numbers = {name: WORDS.get(name, 123_456 if name.endswith("_minor") else 0.25) for name in FINDING_NUMBERS[code]}
    return Finding(code, numbers)


@pytest.fixture(scope="module")
def sample_audit() -> dict[str, Audit]:
    """CDNOW with and without a margin: three monthly cohorts in eighteen months."""
    sample = rg.datasets.load_cdnow_sample()
    with duckdb.connect() as connection:
        table = {"customer": sample.customer, "day": sample.day, "amount": sample.amount}
        for name, values in table.items():
            connection.register(name, {name: values})
        connection.execute(
            """
            CREATE TABLE orders AS SELECT row_number() OVER () AS id, customer::BIGINT AS customer_id,
                DATE '1997-01-01' + day::INTEGER AS ordered_on, 'sale' AS kind,
                round(amount * 100)::BIGINT AS amount_minor, NULL::BIGINT AS margin_minor
            FROM customer POSITIONAL JOIN day POSITIONAL JOIN amount
            """
        )
        connection.execute(
            """
            CREATE VIEW goods AS SELECT id AS order_id, 'Товар ' || (customer_id * id % 13) AS product,
                'Полка ' || (customer_id * id % 3) AS category, amount_minor - 100 AS amount_minor,
                NULL::BIGINT AS cost_minor
            FROM orders
            """
        )
        until = connection.execute("SELECT max(ordered_on) FROM orders").fetchall()[0][0]
        return {
            basis: audit_of(connection, AuditChoice(grain="month"), until=until, margin_rate=rate)
            for basis, rate in (("revenue", None), ("rate", 0.4))
        }


def voice(basis: str) -> Voice:
    return Voice(currency="RUB", basis=basis, grain="month")


def test_sentences_cover_the_documented_codes_and_no_other():
    assert set(SENTENCES) == set(FINDING_NUMBERS)


@pytest.mark.parametrize("basis", ["margin", "revenue"])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", sorted(FINDING_NUMBERS))
def test_every_documented_finding_is_a_sentence(code, language, basis):
    with translation.override(language):
        said = say_finding(made_up(code), voice(basis))
    for text in (said.statement, said.meaning, said.advice):
        assert "%(" not in text and "None" not in text
    assert said.statement.endswith(".")
    if language == "ru":
        found = UNTRANSLATED.findall(said.statement + said.meaning + said.advice)
        assert not found, said


def test_a_sentence_without_a_margin_speaks_of_revenue():
    with translation.override("ru"):
        assert "выручки" in say_finding(made_up("concentration"), voice("revenue")).statement
        assert "маржи" in say_finding(made_up("concentration"), voice("rate")).statement


@pytest.mark.parametrize(("count", "words"), [(1, "1 клиент"), (3, "3 клиента"), (5, "5 клиентов"), (21, "21 клиент")])
def test_russian_plurals_are_right(count, words):
    finding = Finding("one_order_customers", {"customers": count, "share": 0.5, "share_low": 0.4, "share_high": 0.6})
    with translation.override("ru"):
        assert say_finding(finding, voice("revenue")).statement.startswith(words)


def test_unknown_ranges_are_left_out_of_the_sentence():
    numbers = dict(made_up("stand_still").numbers) | {"customers_needed_low": None, "customers_needed_high": None}
    with translation.override("en"):
        assert "no range" in say_finding(Finding("stand_still", numbers), voice("revenue")).meaning


@pytest.mark.parametrize(
    ("label", "russian", "english"),
    [
        ("2025-Q3", "III квартал 2025", "Q3 2025"),
        ("2025-07", "июль 2025", "July 2025"),
        ("2025", "2025", "2025"),
        ("2025-W31", "31-я неделя 2025", "week 31 of 2025"),
        ("anonymous", "anonymous", "anonymous"),
    ],
)
def test_periods_have_names(label, russian, english):
    with translation.override("ru"):
        assert period_name(label) == russian
    with translation.override("en"):
        assert period_name(label) == english


def test_short_names_fit_an_axis():
    with translation.override("ru"):
        assert [period_short(label) for label in ("2025-Q3", "2025-12", "2025")] == ["III кв. 25", "дек 25", "2025"]


@pytest.mark.parametrize("basis", ["revenue", "rate"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_table_picture_and_check_of_a_real_audit_has_words(sample_audit, language, basis):
    audit = sample_audit[basis]
    with translation.override(language):
        said = voice(basis)
        for chapter in audit.chapters:
            assert chapter.result is not None
            told = [table.title for table in shown_tables(chapter.result, said)]
            told += [cell.text for table in shown_tables(chapter.result, said) for cell in table.head]
            for _name, chart in charts_in_order(chapter, said, "note"):
                assert chart.table().rows
                told += [chart.title, chart.value_label, chart.category_label, *chart.table().head]
            told += [kind.words for kind in say_identities(chapter.result.identities)]
            if language == "ru":
                assert not [text for text in told if UNTRANSLATED.search(text) and text != "note"]
            if basis == "revenue":
                assert not [text for text in told if "argin" in text and "margin rate =" not in text]


def test_identities_hold_and_are_all_told(sample_audit):
    for chapter in sample_audit["rate"].chapters:
        told = say_identities(chapter.result.identities)
        assert sum(kind.count for kind in told) == len(chapter.result.identities)
        assert all(kind.holds for kind in told)


def test_products_add_up_to_the_revenue_of_the_other_chapters(sample_audit):
    for basis in ("revenue", "rate"):
        audit = sample_audit[basis]
        products = audit.chapter(Lens.PRODUCTS).result
        assert products.totals.revenue_minor == audit.frame.revenue_minor
        assert products.totals.orders == audit.frame.orders
        assert products.names[-1] == UNNAMED_GOODS, "a part of each order is on no line"


@pytest.mark.parametrize(("level", "words"), [("product", "один товар"), ("category", "в одной категории")])
def test_a_sentence_names_what_the_names_are(level, words):
    finding = Finding("one_category_only", {**made_up("one_category_only").numbers, "level": level})
    with translation.override("ru"):
        assert words in say_finding(finding, voice("revenue")).statement


def test_names_of_goods_stand_as_they_are_written():
    assert text_of("new", "name", "category", voice("revenue")) == "new", "a code elsewhere, a name here"
    with translation.override("ru"):
        assert text_of(OTHER_GOODS, "name", "category", voice("revenue")) == "все остальные"


def test_exported_money_is_in_whole_units_and_adds_up(sample_audit):
    chapter = sample_audit["revenue"].chapters[0]
    deciles = next(t for t in tables_of(chapter.result, voice("revenue")) if t.name == "deciles_by_customers")
    place = [cell.text for cell in shown_tables(chapter.result, voice("revenue"))[0].head]
    assert place
    with translation.override("en"):
        exported = plain(deciles, voice("revenue"))
    revenue = exported.header.index("Revenue")
    assert round(sum(row[revenue] for row in exported.rows) * 100) == chapter.result.totals.revenue_minor
