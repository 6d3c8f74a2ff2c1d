"""`zabota import`: what it answers a script is what the file holds and what is then in the database."""

import json
from pathlib import Path

import pytest
from django.db.models import Sum
from typer.testing import CliRunner, Result

from zabota.capabilities.sales.files import OrderOptions, read_orders
from zabota.capabilities.sales.models import Order
from zabota.cli import exit_codes
from zabota.cli.app import build
from zabota.foundation.importing.models import ImportRun

ROWS = (
    "number,date,customer_id,sku,qty,price,unit_cost\n"
    "1,2026-01-01,7,A,2,10.50,4\n1,2026-01-01,7,B,1,3.00,1\n2,2026-01-02,8,A,1,10.50,4\n3,2026-01-03,,B,1,3.00,1\n"
    "C1,2026-01-05,7,A,-1,10.50,4\n"
)
BAD = "4,2026-01-06,9,A,one,10.50,4\n"
pytestmark = pytest.mark.django_db


def zabota(*arguments: object) -> Result:
    return CliRunner().invoke(build(), [str(one) for one in arguments])


def answer_of(result: Result, code: int = exit_codes.OK) -> dict:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ROWS)
    return path


def test_the_answer_of_an_import_is_what_the_file_holds(file: Path, tmp_path: Path) -> None:
    alone = read_orders(file, options=OrderOptions(currency="EUR"), workdir=tmp_path)
    answer = answer_of(zabota("import", file, "--currency", "EUR", "--json"))
    total, expected = answer["totals"][0], alone.totals[0]
    for name in ("currency", "order_count", "revenue_minor", "margin_minor", "return_count", "returned_minor"):
        assert total[name] == getattr(expected, name), name
    assert (total["order_count"], total["revenue_minor"], total["margin_minor"]) == (4, 2700, 1700)
    assert (answer["file"]["customers"], answer["file"]["anonymous_orders"]) == (alone.counts.customers, 1)
    written = Order.objects.aggregate(revenue=Sum("amount_minor"), margin=Sum("margin_minor"))
    assert written == {"revenue": 2700, "margin": 1700}
    assert (answer["status"], answer["written"]["orders_new"]) == ("applied", Order.objects.count()) == ("applied", 4)


def test_a_dry_run_answers_the_same_totals_and_writes_nothing(file: Path) -> None:
    tried = answer_of(zabota("import", file, "--currency", "EUR", "--dry-run", "--json"))
    assert not Order.objects.exists()
    done = answer_of(zabota("import", file, "--currency", "EUR", "--json"))
    assert (tried["totals"], tried["plan"]) == (done["totals"], done["plan"])


def test_an_import_is_undone_by_its_number(file: Path) -> None:
    number = answer_of(zabota("import", file, "--json"))["id"]
    assert answer_of(zabota("import", "undo", number, "--json")) == {"id": number, "status": "undone"}
    assert not Order.objects.exists()
    assert zabota("import", "undo", number).exit_code == exit_codes.REFUSED
    assert zabota("import", "undo").exit_code == exit_codes.USAGE


def test_rows_left_out_are_told_by_the_exit_code(file: Path) -> None:
    file.write_text(ROWS + BAD)
    answer = answer_of(zabota("import", file, "--json"), exit_codes.PROBLEM_FOUND)
    assert (answer["file"]["bad_rows"], Order.objects.count()) == (1, 4)


def test_a_column_is_named_by_hand_and_a_wrong_name_is_refused_with_the_choices(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("zzz,yyy,xxx\n2026-01-01,Anna,10\n")
    assert zabota("import", path, "--json").exit_code == exit_codes.PROBLEM_FOUND
    refused = zabota("import", path, "--map", "ordered=nowhere", "--json")
    assert refused.exit_code == exit_codes.USAGE
    assert "zzz" in refused.output
    assert not ImportRun.objects.exists()
    answer_of(zabota("import", path, "--map", "ordered=zzz", "--map", "amount=xxx", "--json"))
    assert Order.objects.get().amount_minor == 1000


def test_a_person_is_asked_before_anything_is_written(file: Path) -> None:
    refused = CliRunner().invoke(build(), ["import", str(file)], input="n\n")
    assert refused.exit_code == exit_codes.OK
    assert not Order.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    gone = zabota("import", tmp_path / "gone.csv")
    assert gone.exit_code == exit_codes.UNREACHABLE
    assert "gone.csv" in gone.output
