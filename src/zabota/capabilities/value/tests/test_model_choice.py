"""The model of purchases is chosen by what it foretells, and the reason is told."""

from datetime import date

import pytest
import regulars as rg
from django.utils import translation
from django.utils.html import escape

from zabota.capabilities.value import services
from zabota.capabilities.value.analysis.choice import MODELS
from zabota.capabilities.value.audit_words import MODEL_NAMES, say_choice
from zabota.capabilities.value.models import ValueRun
from zabota.capabilities.value.rules import held_out_weeks
from zabota.capabilities.value.tests.conftest import NOW, write_faithful_orders, write_orders
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.testing.cast import client_of

VERDICTS = [code for code in rg.comparison.VERDICT_NUMBERS if not code.startswith(("holdout_", "every_", "intervals_"))]


@pytest.mark.parametrize(
    ("history_days", "weeks"), [(90, 0), (364, 0), (365, 13), (546, 19), (730, 26), (1456, 52), (5000, 52)]
)
def test_a_quarter_of_a_long_history_is_hidden(history_days: int, weeks: int) -> None:
    assert held_out_weeks(history_days=history_days) == weeks


def test_the_choice_is_that_of_the_library_and_is_kept(company: Company) -> None:
    write_orders()
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    orders = rg.datasets.load_cdnow_sample()
    summary, holdout = rg.split(orders, calibrated_until=545 - 19 * 7, time_unit="week")
    verdict = rg.compare(summary, MODELS, holdout=holdout, levels=()).verdict
    kept = ValueRun.objects.get(pk=run.pk)
    assert kept.model_name == kept.choice["chosen"] == verdict.chosen
    assert (kept.choice["code"], kept.choice["runner_up"], kept.choice["weeks"]) == (
        verdict.code,
        verdict.runner_up,
        19,
    )
    assert kept.choice["numbers"] == pytest.approx(dict(verdict.numbers), rel=1e-6)


def test_a_history_under_a_year_is_judged_by_what_was_seen(company: Company) -> None:
    write_orders(customers=300, until=date(1997, 9, 30))
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert run.choice["weeks"] == 0
    assert run.choice["code"] in {"likeliest", "tie_either_will_do"}
    assert "not enough history" in say_choice(run.choice)


def test_where_nobody_can_be_checked_a_model_is_still_taken(company: Company) -> None:
    """People who never leave: every model lies on its edge, and one of them is named."""
    write_faithful_orders(customers=60, weeks=60)
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert run.choice["chosen"] == run.model_name in MODELS
    assert say_choice(run.choice)


def test_few_customers_are_helped_by_a_weak_prior_and_the_page_says_so(owner: Staff) -> None:
    write_orders(customers=300, until=date(1997, 9, 30))
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert "weak_prior" in [notice["code"] for notice in run.notices]
    assert "a little of what is known of trade in general" in client_of(owner).get("/value/customers").content.decode()


def test_a_refused_history_has_no_choice(company: Company) -> None:
    write_orders(customers=40, until=date(1997, 3, 20))
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert run.choice == {}
    assert say_choice(run.choice) == ""


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", VERDICTS)
def test_every_verdict_has_a_sentence(code: str, language: str) -> None:
    hidden = code == "best_in_holdout" or code.startswith("tie_in_holdout")
    choice = {"code": code, "chosen": "ParetoNBD", "runner_up": "MBGNBD", "weeks": 26 if hidden else 0}
    with translation.override(language):
        said = say_choice({**choice, "total_error": None})
        missed = say_choice({**choice, "total_error": -0.234})
    assert "Pareto/NBD" in said
    assert ("26" in said) is hidden
    assert "%(" not in said
    assert ("MBG/NBD" in said) is (code not in {"only_one_left", "all_refused"})
    assert ("23" in missed) is hidden
    assert ("ы" in said) is (language == "ru")


def test_the_number_of_weeks_is_declined() -> None:
    choice = {"code": "best_in_holdout", "chosen": "BGNBD", "runner_up": "MBGNBD", "total_error": 0.2}
    with translation.override("ru"):
        sentences = [say_choice({**choice, "weeks": weeks}) for weeks in (21, 22, 25)]
    assert "за последнюю 21 неделю" in sentences[0]
    assert "за последние 22 недели" in sentences[1]
    assert "за последние 25 недель" in sentences[2]
    assert all("на 20" in sentence and "больше" in sentence for sentence in sentences)


def test_every_model_that_may_be_chosen_has_its_name() -> None:
    assert set(MODELS) == set(MODEL_NAMES)


def test_the_overview_and_the_assumptions_tell_the_reason(shop: int, owner: Staff) -> None:
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    sentence = escape(say_choice(run.choice))
    for address in ("/value", "/value/assumptions"):
        assert sentence in client_of(owner).get(address).content.decode()
