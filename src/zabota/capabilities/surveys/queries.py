"""Reading surveys and answers: what this person may see, with a bounded number of SQL queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.surveys.contracts import READ_SURVEYS
from zabota.capabilities.surveys.models import Invitation, Response, Survey, Way
from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.identity.queries import limit_to_branch


def list_surveys(actor: Actor) -> QuerySet[Survey]:
    """With `answer_count`, `invited_count`, `answered_invited` and `latest_at`: what the list shows, in one query."""
    actor.require(READ_SURVEYS)
    seen = answers(actor).filter(survey=OuterRef("pk")).order_by().values("survey")
    invited = Invitation.objects.filter(survey=OuterRef("pk"), withdrawn_at=None).order_by().values("survey")
    return Survey.objects.annotate(
        answer_count=Subquery(seen.annotate(found=Count("pk")).values("found")),
        latest_at=Subquery(seen.annotate(found=Max("answered_at")).values("found")),
        invited_count=Subquery(invited.annotate(found=Count("pk")).values("found")),
        answered_invited=Subquery(invited.annotate(found=Count("answered_at")).values("found")),
    )


def get_survey(actor: Actor, *, survey_id: int) -> Survey:
    actor.require(READ_SURVEYS)
    return Survey.objects.select_related("version").get(pk=survey_id)


def responses(actor: Actor) -> QuerySet[Response]:
    """Every answer the actor may see, those put aside too.

    An agent sees what is said of himself and what his customers say; whoever is kept to a branch, that branch.
    """
    actor.require(READ_SURVEYS)
    rows = limit_to_branch(Response.objects.all(), actor)
    if actor.role != Role.AGENT:
        return rows
    mine = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    return rows.filter(Q(employee_id=actor.staff_id or -1) | Q(Exists(mine)))


def answers(actor: Actor) -> QuerySet[Response]:
    """Those that count: a score was given and nothing speaks against it."""
    return responses(actor).filter(score__isnull=False, suspicion="")


def get_response(actor: Actor, *, response_id: int) -> Response:
    return responses(actor).select_related("survey", "version", "customer", "employee", "branch").get(pk=response_id)


def answers_of(actor: Actor, *, customer_id: int, limit: int) -> list[Response]:
    """The latest answers of one customer, for his card: one query."""
    rows = responses(actor).filter(customer_id=customer_id, score__isnull=False)
    return list(rows.select_related("survey").order_by("-id")[:limit])


def ways_of(survey: Survey) -> list[Way]:
    rows = Way.objects.filter(survey=survey).select_related("branch", "employee")
    counted = Count("responses", filter=Q(responses__score__isnull=False, responses__suspicion=""))
    return list(rows.annotate(answer_count=counted).order_by("id"))


@dataclass(frozen=True, kw_only=True)
class ResponseRate:
    """Of those invited and not withdrawn: how many there are, how many were reached, how many answered."""

    invited: int
    reached: int
    answered: int


def response_rate(survey_ids: Collection[int]) -> ResponseRate:
    """One query. Reached are those whose invitation left; a link given by hand is taken for reached."""
    found = Invitation.objects.filter(survey__in=survey_ids, withdrawn_at=None).aggregate(
        invited=Count("pk"), answered=Count("answered_at"),
        reached=Count("pk", filter=Q(sent_at__isnull=False) | ~Q(channel="email") | Q(answered_at__isnull=False)),
    )  # fmt: skip
    return ResponseRate(invited=found["invited"], reached=found["reached"], answered=found["answered"])


def invitations_of(actor: Actor, *, customer_id: int, limit: int) -> list[Invitation]:
    actor.require(READ_SURVEYS)
    rows = Invitation.objects.filter(customer_id=customer_id, customer__in=customers.visible_to(actor))
    return list(rows.select_related("survey").order_by(F("created_at").desc(), "-id")[:limit])
