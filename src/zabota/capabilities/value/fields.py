"""Customers filtered, shown and sorted by what they bring and what is expected of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.conditions import on_rows
from zabota.capabilities.customers.filtering import (
    Cell,
    Condition,
    FieldKind,
    FilterField,
    Operator,
    SortedBy,
    declare_field,
)
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.value.contracts import READ_VALUE, TREND_WORDS, USUAL_HORIZON_MONTHS, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun

VALUE = _("Value")
Rows = Callable[[], QuerySet[CustomerValue]]
PERCENT = 100


def values() -> QuerySet[CustomerValue]:
    """Figures of the run that is shown, for the next twelve months."""
    current = ValueRun.objects.filter(is_current=True).values("pk")
    return CustomerValue.objects.filter(run_id__in=current, horizon_months=USUAL_HORIZON_MONTHS)


def forecasts() -> QuerySet[CustomerValue]:
    """Those of them a model stands behind: a thin history has ranges only, and no figure to sort by."""
    return values().filter(run__readiness=Readiness.READY)


def _cells(column: str, customers: Sequence[Customer], *, of: Rows = values) -> Mapping[int, Cell]:
    rows = of().filter(customer_id__in=[one.pk for one in customers])
    return dict(rows.values_list("customer_id", column))


def _chances(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    found = _cells("alive_probability", customers, of=forecasts)
    return {pk: None if chance is None else round(PERCENT * float(str(chance))) for pk, chance in found.items()}


def _chance(asked: Condition) -> Q:
    """Asked in per cent, kept as a share."""
    shares = tuple(float(value) / PERCENT for value in asked.values)
    told = Condition(operator=asked.operator, values=shares, now=asked.now)
    return on_rows(forecasts, "alive_probability")(told)


def _trends(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    return {pk: str(TREND_WORDS[Trend(str(code))]) for pk, code in _cells("trend", customers).items()}


def _declare(
    code: str, label: Promise, kind: FieldKind, column: str, *, of: Rows = values, **more: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """A column of the figures; `more` are attributes of the field that differ from the usual."""
    told: dict[str, Any] = {
        "where": on_rows(of, column), "values_of": partial(_cells, column, of=of),
        "sorted_by": SortedBy(rows=of, column=column),
    } | more  # fmt: skip
    declare_field(FilterField(code=code, label=label, group=VALUE, kind=kind, permission=READ_VALUE, **told))


_declare("orders", _("Orders"), FieldKind.NUMBER, "order_count")
_declare("margin", _("Margin"), FieldKind.MONEY, "margin_minor")
_declare("margin_year", _("Margin of the last 12 months"), FieldKind.MONEY, "last_year_margin_minor")
_declare("first_order", _("First order"), FieldKind.DATE, "first_ordered_on", sorted_by=None)
_declare("last_order", _("Last order"), FieldKind.DATE, "last_ordered_on")
_declare(
    "decile", _("Decile by margin"), FieldKind.NUMBER, "decile", sorted_by=None,
    operators=(Operator.AT_MOST, Operator.AT_LEAST, Operator.IS),
)  # fmt: skip
_declare(
    "trend", _("Trend"), FieldKind.CHOICE, "trend", values_of=_trends,
    choices=lambda _actor: [(one.value, TREND_WORDS[one]) for one in Trend],
    operators=(Operator.ONE_OF, Operator.NONE_OF),
)  # fmt: skip
_declare("slipping", _("Slipping away"), FieldKind.YES_NO, "is_slipping", sorted_by=None)
_declare(
    "alive",
    _("Still a customer, %"),
    FieldKind.NUMBER,
    "alive_probability",
    of=forecasts,
    where=_chance,
    values_of=_chances,
)
_declare("expected", _("Expected margin"), FieldKind.MONEY, "expected_margin_minor", of=forecasts)
_declare("clv", _("Lifetime value"), FieldKind.MONEY, "clv_minor", of=forecasts)
_declare("exposure", _("Money at risk"), FieldKind.MONEY, "exposure_minor", of=forecasts)
