"""Answers counted by score: in SQL, a bounded number of queries, only what this person may see."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Subquery, Value, When

from zabota.capabilities.asking.contracts import WaveState
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.scores import slicing
from zabota.capabilities.scores.contracts import READ_SCORES, By, Histogram, Scope
from zabota.capabilities.scores.models import MarkedEvent
from zabota.capabilities.surveys import queries as surveys
from zabota.capabilities.surveys.contracts import Channel, Kind
from zabota.capabilities.surveys.models import Answer, Invitation, Response, Survey
from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.identity.queries import limit_to_branch

WAVES_SHOWN = 12
WORDS_SHOWN = 6
MOST_WEIGHTED = 20_000
Slices = Mapping[Any, tuple[Histogram, Histogram]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Rate:
    reached: int
    answered: int


def answers(actor: Actor) -> QuerySet[Response]:
    """What counts and may be seen; an agent sees what is said of himself."""
    actor.require(READ_SCORES)
    return _own(surveys.answers(actor), actor)


def scoped(actor: Actor, scope: Scope) -> QuerySet[Response]:
    """Without the bounds of time."""
    return answers(actor).filter(survey__in=scope.survey_ids).order_by()


def within(actor: Actor, scope: Scope) -> QuerySet[Response]:
    return scoped(actor, scope).filter(answered_at__gte=scope.since, answered_at__lt=scope.until)


def kinds(actor: Actor) -> list[tuple[int, str, Kind, int]]:
    """Surveys that have answers: number, name, kind, how many; two queries."""
    rows = answers(actor).order_by().values("survey_id").annotate(n=Count("pk"))
    counts = {row["survey_id"]: row["n"] for row in rows}
    told = Survey.objects.filter(pk__in=counts).values_list("pk", "name", "kind")
    found = [(number, name, Kind(kind), counts[number]) for number, name, kind in told]
    return sorted(found, key=lambda one: (-one[3], one[0]))


def two_periods(actor: Actor, scope: Scope) -> tuple[Histogram, Histogram]:
    """The period before and this one: one query."""
    return _one(_by_period(scoped(actor, scope).annotate(part=Value(0)), scope))


def together(found: Slices) -> tuple[Histogram, Histogram]:
    """All parts as one: the period before and this one."""
    before, now = Counter[float](), Counter[float]()
    for one, other in found.values():
        before.update(one)
        now.update(other)
    return before, now


def rate_together(found: Mapping[Any, Rate]) -> Rate:
    return Rate(
        reached=sum(one.reached for one in found.values()), answered=sum(one.answered for one in found.values())
    )  # fmt: skip


def slices(actor: Actor, scope: Scope, by: By) -> Slices:
    """By what tells them apart: the period before and this one."""
    rows = scoped(actor, scope)
    if by == By.SEGMENT:
        return {
            segment: _one(_by_period(rows.filter(inside).annotate(part=Value(0)), scope))
            for segment, inside in slicing.segments_told(actor, now=scope.until)
        }
    return _by_period(slicing.with_part(rows, by), scope)


def rates(actor: Actor, scope: Scope, by: By) -> dict[Any, Rate]:
    """Of those invited in the period: how many were reached and answered; empty where it cannot be told apart."""
    if by in {By.SEGMENT, By.PRODUCT}:
        return {}
    told = slicing.with_part(invited(actor, scope), by).values("part").annotate(**_counted()).order_by()
    return {row["part"]: Rate(reached=row["reached"], answered=row["answered"]) for row in told}


def rate(actor: Actor, scope: Scope) -> Rate:
    found = invited(actor, scope).aggregate(**_counted())
    return Rate(reached=found["reached"], answered=found["answered"])


def invited(actor: Actor, scope: Scope) -> QuerySet[Invitation]:
    actor.require(READ_SCORES)
    rows = _own(limit_to_branch(Invitation.objects.all(), actor), actor)
    return rows.filter(
        survey__in=scope.survey_ids, withdrawn_at=None, created_at__gte=scope.since, created_at__lt=scope.until
    ).order_by()


def trend(actor: Actor, scope: Scope, edges: Sequence[datetime]) -> list[Histogram]:
    """Answers from each edge to the next, the last one open: one query, a walk of the index for each stretch."""
    rows = scoped(actor, scope)
    ends = [*edges[1:], scope.until]
    stretches: list[slicing.Rows] = [
        rows.filter(answered_at__gte=since, answered_at__lt=until)
        .annotate(place=Value(at)).values("place", "score").annotate(n=Count("pk"))
        for at, (since, until) in enumerate(zip(edges, ends, strict=True))
    ]  # fmt: skip
    found: list[dict[float, int]] = [{} for _ in edges]
    for row in stretches[0].union(*stretches[1:], all=True):
        found[row["place"]][row["score"]] = row["n"]
    return list(found)


def waves(actor: Actor, scope: Scope, *, since: datetime) -> list[tuple[datetime, str]]:
    """When each mailing was made, the latest ones: one query."""
    actor.require(READ_SCORES)
    rows = Wave.objects.filter(survey__in=scope.survey_ids, created_at__gte=since).exclude(state=WaveState.DRAFT)
    return list(rows.order_by("-created_at").values_list("created_at", "name")[:WAVES_SHOWN])


def asked_by_facts(actor: Actor, scope: Scope, *, today: date) -> dict[tuple[bool, str], int]:
    """Those reached by whether they answered and by what is known of them: one query."""
    rows = slicing.with_facts(invited(actor, scope).filter(reached()), today=today)
    told = rows.annotate(is_answered=Q(answered_at__isnull=False)).values("is_answered", "facts")
    return {(row["is_answered"], row["facts"] or ""): row["n"] for row in told.annotate(n=Count("pk"))}


def answers_by_facts(actor: Actor, scope: Scope, *, today: date) -> dict[str, Histogram]:
    """Scores of those invited by name, by what is known of them: one query."""
    rows = slicing.with_facts(_of_invited(actor, scope), today=today)
    found: defaultdict[str, dict[float, int]] = defaultdict(dict)
    for row in rows.values("facts", "score").annotate(n=Count("pk")):
        found[row["facts"] or ""][row["score"]] = row["n"]
    return dict(found)


def answers_by_worth(actor: Actor, scope: Scope) -> list[tuple[float, int]]:
    """Score and yearly margin of each customer who answered, the latest ones: one query."""
    worth = Subquery(slicing.worth_of_row().values("last_year_margin_minor")[:1])
    rows: slicing.Rows = within(actor, scope).filter(customer_id__isnull=False).annotate(worth=worth)
    return list(rows.order_by("-answered_at").values_list("score", "worth")[:MOST_WEIGHTED])


def ratings(actor: Actor, scope: Scope, questions: Sequence[str]) -> dict[int, tuple[float, dict[str, int]]]:
    """By answer: its score and the numbers given to these questions, the latest ones: one query."""
    rows: slicing.Rows = Answer.objects.filter(
        question__in=questions, number__isnull=False, response__in=within(actor, scope).values("pk")
    )  # fmt: skip
    found: dict[int, tuple[float, dict[str, int]]] = {}
    told = rows.order_by("-response_id").values_list("response_id", "response__score", "question", "number")
    for number, score, question, given in told[: MOST_WEIGHTED * len(questions)]:
        found.setdefault(number, (score, {}))[1][question] = given
    return found


def _of_invited(actor: Actor, scope: Scope) -> QuerySet[Response]:
    """Answers to the invitations of the period."""
    return scoped(actor, scope).filter(
        invitation__created_at__gte=scope.since, invitation__created_at__lt=scope.until, invitation__withdrawn_at=None
    )  # fmt: skip


def marks(actor: Actor) -> list[MarkedEvent]:
    actor.require(READ_SCORES)
    return list(MarkedEvent.objects.all()[:100])


def words(actor: Actor, scope: Scope, *, group: str) -> list[Response]:
    """The latest answers in words of the period."""
    rows = within(actor, scope).exclude(words="").select_related("customer", "survey")
    rows = rows.filter(group=group) if group else rows
    return list(rows.order_by("-answered_at", "-id")[:WORDS_SHOWN])


def _own(rows: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
    return rows.filter(employee_id=actor.staff_id or -1) if actor.role == Role.AGENT else rows


def _one(found: Mapping[Any, tuple[Histogram, Histogram]]) -> tuple[Histogram, Histogram]:
    return next(iter(found.values()), ({}, {}))


def _by_period(rows: slicing.Rows, scope: Scope) -> dict[Any, tuple[Histogram, Histogram]]:
    period = Case(When(answered_at__gte=scope.since, then=Value(1)), default=Value(0), output_field=IntegerField())
    told = rows.filter(answered_at__gte=scope.before, answered_at__lt=scope.until)
    told = told.annotate(period=period).values("part", "period", "score").annotate(n=Count("pk"))
    found: defaultdict[Any, tuple[dict[float, int], dict[float, int]]] = defaultdict(lambda: ({}, {}))
    for row in told.order_by():
        found[row["part"]][row["period"]][row["score"]] = row["n"]
    return dict(found)


def reached() -> Q:
    """A link given by hand is taken for reached."""
    return Q(sent_at__isnull=False) | ~Q(channel=Channel.EMAIL) | Q(answered_at__isnull=False)


def _counted() -> Mapping[str, Count]:
    return {"reached": Count("pk", filter=reached()), "answered": Count("answered_at")}
