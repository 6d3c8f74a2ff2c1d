"""Recomputing the value of every customer, through the service."""

from datetime import date

import pytest
import regulars as rg
from django.db.models import Sum

from zabota.capabilities.sales.models import Order
from zabota.capabilities.value import services
from zabota.capabilities.value.analysis.choice import MODELS
from zabota.capabilities.value.contracts import HORIZONS_MONTHS
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.tests.conftest import NOW, write_faithful_orders, write_orders
from zabota.foundation.identity.contracts import SYSTEM, PermissionDeniedError
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.testing.cast import actor_of


def test_the_values_of_all_customers_add_up_to_the_orders(shop: int) -> None:
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    at_twelve = CustomerValue.objects.filter(run=run, horizon_months=12)
    totals = at_twelve.aggregate(orders=Sum("order_count"), revenue=Sum("revenue_minor"), margin=Sum("margin_minor"))
    facts = Order.objects.aggregate(revenue=Sum("amount_minor"), margin=Sum("margin_minor"))
    assert totals == {"orders": shop, **facts}
    assert run.customer_count == at_twelve.count() == 600
    assert CustomerValue.objects.count() == 600 * len(HORIZONS_MONTHS)


def test_the_models_are_those_of_the_library(company: Company) -> None:
    write_orders()
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert (run.readiness, run.margin_basis) == ("ready", "margin")
    assert run.observed_until_on == date(1998, 6, 30)
    summary = rg.datasets.load_cdnow_sample().summary(until_day=545, time_unit="week")
    fit = MODELS[run.model_name].fit(summary)
    assert run.parameters == pytest.approx(dict(fit.params), rel=1e-6)
    assert run.log_likelihood == pytest.approx(fit.log_likelihood)


def test_every_range_holds_its_point(shop: int) -> None:
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    for value in CustomerValue.objects.filter(run=run, clv_minor__isnull=False):
        assert 0 <= value.alive_probability <= 1
        assert value.clv_low_minor <= value.clv_minor <= value.clv_high_minor
        assert value.expected_margin_low_minor <= value.expected_margin_minor <= value.expected_margin_high_minor
        assert value.expected_purchases_low <= value.expected_purchases_high
        assert value.exposure_minor >= 0


def test_a_longer_horizon_never_expects_less(shop: int) -> None:
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    rows = CustomerValue.objects.filter(run=run).order_by("customer_id", "horizon_months")
    by_customer: dict[int, list[float]] = {}
    for value in rows:
        by_customer.setdefault(value.customer_id, []).append(value.expected_purchases)
    assert all(purchases == sorted(purchases) for purchases in by_customer.values())


def test_a_new_run_takes_the_place_of_the_old_one(shop: int) -> None:
    services.recompute_value(actor=SYSTEM, now=NOW)
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert list(ValueRun.objects.values_list("pk", "is_current")) == [(run.pk, True)]
    assert not CustomerValue.objects.exclude(run=run).exists()


def test_a_thin_history_gets_facts_and_the_reason_but_no_guess(company: Company) -> None:
    write_orders(customers=40, until=date(1997, 3, 20))
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert run.readiness == "refused"
    assert {reason["code"] for reason in run.reasons} == {"repeat_customers", "history_days"}
    assert CustomerValue.objects.filter(clv_minor__isnull=False).count() == 0
    assert CustomerValue.objects.count() == run.customer_count == 40


def test_a_short_history_speaks_but_is_called_thin(company: Company) -> None:
    write_orders(customers=100, until=date(1997, 6, 30))
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert run.readiness == "thin"
    assert {reason["code"] for reason in run.reasons} == {"repeat_customers", "history_days"}


def test_a_company_without_orders_is_told_so(company: Company) -> None:
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert (run.readiness, run.reasons[0]["code"]) == ("refused", "no_orders")


def test_an_agent_may_not_recompute(agent: Staff) -> None:
    with pytest.raises(PermissionDeniedError):
        services.recompute_value(actor=actor_of(agent), now=NOW)


def test_where_the_model_sees_nobody_leave_staying_and_exposure_are_unknown(company: Company) -> None:
    """Regular buyers who never stop: the likelihood is highest without any leaving."""
    write_faithful_orders(customers=520, weeks=70)
    run = services.recompute_value(actor=SYSTEM, now=NOW)
    assert (run.readiness, run.sees_leaving) == ("ready", False)
    values = CustomerValue.objects.filter(run=run)
    assert not values.filter(alive_probability__isnull=False).exists()
    assert not values.filter(exposure_minor__isnull=False).exists()
    assert values.filter(clv_minor__isnull=True).count() == 0
