"""What must hold for every table of orders: exact identities, no dependence on row order, known codes."""

import itertools
import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars import NotEnoughDataError, audit
from regulars.audit import CustomerBase, Grain
from regulars.audit.results import LensResult

START = date(2022, 1, 1)

order = st.tuples(
    st.one_of(st.none(), st.integers(1, 12)),  # customer; None = anonymous
    st.integers(0, 760),  # day
    st.integers(-3000, 10_000),  # amount in minor units, returns included
    st.integers(-2000, 5000),  # margin in minor units
)
order_tables = st.lists(order, min_size=1, max_size=80).filter(lambda rows: any(r[0] and r[2] >= 0 for r in rows))


def as_table(rows: list[tuple[int | None, int, int, int]]) -> pa.Table:
    return pa.table(
        {
            "customer_id": pa.array([r[0] for r in rows], pa.int64()),
            "date": [START + timedelta(days=r[1]) for r in rows],
            "amount_minor": [r[2] for r in rows],
            "margin_minor": [r[3] for r in rows],
        }
    )


def as_base(table: pa.Table, grain: Grain = "quarter", cohort_grain: Grain | None = None) -> CustomerBase:
    return CustomerBase.from_orders(
        table, amount_minor="amount_minor", margin_minor="margin_minor", grain=grain, cohort_grain=cohort_grain
    )


GRAINS = st.sampled_from(
    [("month", "month"), ("month", "quarter"), ("quarter", "quarter"), ("quarter", "year"), ("week", "week")]
)


def every_lens(base: audit.CustomerBase) -> list[LensResult]:
    answers: list[LensResult] = [audit.whole_base(base)]
    busy = [p for p in base.periods if base.slice(p).active.any()]
    answers += [audit.one_period(base, p) for p in busy]
    answers += [audit.two_periods(base, a, b) for a, b in itertools.pairwise(busy)]
    answers += [audit.one_cohort(base, c) for c in base.cohorts]
    if len(base.cohorts) > 1:
        answers.append(audit.cohorts(base))
    return answers


@given(order_tables, GRAINS)
def test_every_identity_of_every_lens_holds_to_the_last_unit(rows, grains) -> None:
    for answer in every_lens(as_base(as_table(rows), *grains)):
        assert [identity for identity in answer.identities if not identity.holds] == []
        assert answer.identities


@given(order_tables)
def test_nothing_sold_is_lost_between_the_orders_and_the_base(rows) -> None:
    base = as_base(as_table(rows))
    totals = audit.whole_base(base).totals
    assert totals.revenue_minor == sum(amount for _, _, amount, _ in rows)
    assert totals.profit_minor == sum(margin for _, _, _, margin in rows)
    assert totals.orders == sum(amount >= 0 for _, _, amount, _ in rows)
    assert base.n_customers == len({customer for customer, _, amount, _ in rows if customer and amount >= 0})
    cells = base.provenance["rows_read"]
    assert cells == len(rows)


@given(order_tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_table(rows, random) -> None:
    shuffled = random.sample(rows, len(rows))
    answers = [every_lens(as_base(as_table(table))) for table in (rows, shuffled)]
    for one, other in zip(*answers, strict=True):
        assert [(t.name, t.data) for t in one.tables] == [(t.name, t.data) for t in other.tables]
        assert one.findings == other.findings


@given(order_tables)
def test_findings_carry_exactly_the_documented_numbers(rows) -> None:
    base = as_base(as_table(rows), "month")
    for answer in every_lens(base):
        for finding in answer.findings:
            assert set(finding.numbers) == set(audit.FINDING_NUMBERS[finding.code]), finding.code


@given(order_tables)
def test_shares_lie_in_their_intervals_and_undefined_is_never_a_number(rows) -> None:
    for answer in every_lens(as_base(as_table(rows))):
        for table in answer.tables:
            for column in table.column_names:
                assert all(v is None or isinstance(v, str) or math.isfinite(v) for v in table[column])
                if f"{column}_low" in table.column_names:
                    value, low, high = (table.numbers(c) for c in (column, f"{column}_low", f"{column}_high"))
                    known = np.isfinite(value) & np.isfinite(low)
                    assert (low[known] <= value[known] + 1e-12).all()
                    assert (value[known] <= high[known] + 1e-12).all()


def test_a_base_without_a_single_named_purchase_is_refused() -> None:
    with pytest.raises(NotEnoughDataError):
        as_base(as_table([(None, 1, 100, 10), (3, 2, -100, -10)]))


def test_every_finding_code_is_documented_with_all_its_numbers() -> None:
    pages = (folder / "docs/reference/audit-findings.md" for folder in Path(__file__).parents)
    page = next(page for page in pages if page.is_file())
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    documented: dict[str, str] = {}
    above = ""
    for line in rows:
        code, numbers = (cell.strip() for cell in line.strip("|").split("|")[:2])
        above = above if numbers == "the same" else numbers
        documented[code.strip("`")] = above
    assert set(documented) == set(audit.FINDING_NUMBERS)
    for code, names in audit.FINDING_NUMBERS.items():
        assert [name.strip("` ") for name in documented[code].split(",")] == list(names), code
