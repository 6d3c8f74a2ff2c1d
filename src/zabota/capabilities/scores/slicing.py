"""What answers are told apart by, as expressions of SQL; and the names of what was found."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Substr
from django.utils.translation import gettext as _

from zabota.capabilities.customers.filtering import fields_for
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales.models import OrderLine
from zabota.capabilities.scores import rules
from zabota.capabilities.scores.contracts import By
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments import queries as segments
from zabota.capabilities.segments.contracts import KEEP_SEGMENTS, BadFilterError
from zabota.capabilities.segments.models import Segment
from zabota.capabilities.surveys.contracts import CHANNEL_NAMES, Channel
from zabota.capabilities.surveys.models import Survey
from zabota.capabilities.value import queries as value
from zabota.capabilities.value.contracts import USUAL_HORIZON_MONTHS
from zabota.capabilities.value.models import CustomerValue
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff

MOST_SEGMENTS = 8
ORDER, ONE_ORDER = "order:", r"^order:[0-9]{1,15}$"
PLAIN = {By.SURVEY: "survey_id", By.BRANCH: "branch_id", By.EMPLOYEE: "employee_id", By.CHANNEL: "channel"}
Rows = QuerySet[Any, Any]


def with_part(rows: Rows, by: By) -> Rows:
    """Answers or invitations with `part`; the category is the one most was spent on in the order asked about."""
    told: Rows
    if by in PLAIN:
        told = rows.annotate(part=F(PLAIN[by]))
        return told
    if by == By.TENTH:
        told = rows.annotate(part=Subquery(worth_of_row().values("decile")[:1]))
        return told
    number = Case(
        When(
            invitation__about__regex=ONE_ORDER,
            then=Cast(Substr("invitation__about", len(ORDER) + 1), BigIntegerField()),
        ),
        default=Value(None), output_field=BigIntegerField(),
    )  # fmt: skip
    lines = OrderLine.objects.filter(order_id=OuterRef("order_number")).order_by("-amount_minor", "pk")
    told = rows.annotate(order_number=number).annotate(part=Subquery(lines.values("product__category")[:1]))
    return told


def worth_of_row() -> QuerySet[CustomerValue]:
    """The value of the customer of a row, from the present run."""
    run = value.find_run()
    rows = CustomerValue.objects.filter(customer_id=OuterRef("customer_id"), horizon_months=USUAL_HORIZON_MONTHS)
    return rows.filter(run_id=run.pk if run else -1).order_by()


def with_facts(rows: Rows, *, today: date) -> Rows:
    """Rows with `facts`: the bands of spend, recency and tenure of their customers, such as "best|recent|new"."""
    year = timedelta(days=rules.LONG_DAYS)
    spend = Case(
        When(decile__lte=rules.BEST_TENTHS, then=Value("best")),
        When(decile__lte=rules.MIDDLE_TENTHS, then=Value("middle")), default=Value("least"),
    )  # fmt: skip
    recency = Case(
        When(last_ordered_on__gt=today - timedelta(days=rules.RECENT_DAYS), then=Value("recent")),
        When(last_ordered_on__gt=today - year, then=Value("within_year")), default=Value("long_ago"),
    )  # fmt: skip
    tenure = Case(
        When(first_ordered_on__gt=today - year, then=Value("new")),
        When(first_ordered_on__gt=today - 2 * year, then=Value("second_year")), default=Value("old"),
    )  # fmt: skip
    code = Concat(spend, Value("|"), recency, Value("|"), tenure, output_field=CharField())
    told: Rows = rows.annotate(facts=Subquery(worth_of_row().annotate(code=code).values("code")[:1]))
    return told


def segments_told(actor: Actor, *, now: datetime) -> Iterator[tuple[str, Q]]:
    """Names of the first segments this person may use, and whether a row's customer is inside."""
    if not actor.may(KEEP_SEGMENTS):
        return
    fields = fields_for(actor)
    for segment in _first_segments(actor):
        try:
            inside = criteria.to_q(criteria.read(segment.filter), fields=fields, now=now)
        except BadFilterError:
            continue
        yield segment.name, Q(customer_id__in=Customer.objects.filter(inside).values("pk"))


def _first_segments(actor: Actor) -> Iterable[Segment]:
    return segments.segments_of(actor).order_by("name", "pk")[:MOST_SEGMENTS]


def names_of(by: By, keys: Iterable[Any]) -> Mapping[Any, str]:
    """What each key is called: at most one query."""
    known = [key for key in keys if key not in {None, ""}]
    if by == By.CHANNEL:
        return {key: str(CHANNEL_NAMES[Channel(key)]) for key in known}
    if by == By.TENTH:
        return {key: _("tenth %(n)d") % {"n": key} for key in known}
    models: dict[By, type[Model]] = {By.SURVEY: Survey, By.BRANCH: Branch, By.EMPLOYEE: Staff}
    if by in models:
        return dict(models[by]._default_manager.filter(pk__in=known).values_list("pk", "name"))
    return {key: str(key) for key in known}


def without_name(by: By) -> str:
    """What rows without a key are called."""
    told = {
        By.BRANCH: _("no branch"), By.EMPLOYEE: _("nobody in particular"), By.TENTH: _("value not known"),
        By.PRODUCT: _("not about an order"),
    }  # fmt: skip
    return told.get(by, _("not known"))
