"""One step of an answer, from whichever door: kept at once, counted once, told on the timeline."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from zabota.capabilities.surveys import rules
from zabota.capabilities.surveys.contracts import ANSWERED, ANSWERED_ALREADY, Channel, Group, NotOpenError, Suspicion
from zabota.capabilities.surveys.models import Answer, Invitation, Response
from zabota.capabilities.surveys.rules import Filled
from zabota.capabilities.surveys.visits import Visit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor

FLOOD_WINDOW = timedelta(hours=1)
MOST_FROM_ONE_ADDRESS = {Channel.KIOSK: 240}
MOST_OF_OTHERS = 30
ORIGIN_LIFE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a form sent for one step: `origin` is the keyed print of the address, `key` tells one answer twice sent."""

    step: str
    raw: Collection[str]
    suspicion: Suspicion | None = None
    origin: str = ""
    key: str | None = None


def answer(door: Callable[[], Visit], *, sent: Sent, now: datetime) -> Response:
    """Keep the answer to one step; `door` finds the visit anew under a lock, so that nothing is answered twice.

    Only the first step takes time to read: later ones may be passed over as quickly as one likes.

    Raises BadLinkError, NotOpenError, BadAnswerError.
    """
    with transaction.atomic():
        visit = door()
        if visit.was_answered_without_name:
            raise NotOpenError(ANSWERED_ALREADY)
        response = visit.response or _begun(visit, sent, now=now)
        if visit.response is None and response.passed:
            return response
        filled = rules.with_answer(visit.asked, visit.filled, step=sent.step, raw=sent.raw)
        had_score = response.score is not None
        _write(response, visit, filled, now=now)
        is_first = visit.response is None
        if sent.suspicion and not response.suspicion and (is_first or sent.suspicion != Suspicion.TOO_FAST):
            response.suspicion = sent.suspicion
        response.save()
        _keep_answers(response, filled)
        if is_first:
            _freeze(visit, now=now)
            _look_for_flood(response, now=now)
        if not had_score and response.score is not None and not response.suspicion and not visit.survey.is_anonymous:
            _tell(response, visit, now=now)
    return response


def _begun(visit: Visit, sent: Sent, *, now: datetime) -> Response:
    """A new row; a key told before gives the row it made."""
    source = visit.invitation or visit.way
    moment = _day(now) if visit.survey.is_anonymous else now
    invitation = visit.invitation
    named = invitation is not None and not visit.survey.is_anonymous
    fresh = Response(
        survey=visit.survey, version=visit.version, invitation=invitation if named else None,
        customer=invitation.customer if invitation and named else None, way=visit.way, key=sent.key,
        channel=source.channel if source else Channel.LINK, language=visit.language,
        branch_id=source.branch_id if source else None, employee_id=source.employee_id if source else None,
        origin=sent.origin, started_at=moment, changed_at=moment,
    )  # fmt: skip
    if sent.key is not None and (known := Response.objects.filter(key=sent.key, way=visit.way).first()):
        return known
    if invitation is not None:
        Invitation.objects.filter(pk=invitation.pk).update(answered_at=moment)
    return fresh


def _write(response: Response, visit: Visit, filled: Filled, *, now: datetime) -> None:
    moment = _day(now) if visit.survey.is_anonymous else now
    response.score = rules.score_of(visit.asked, filled)
    response.group = rules.group_of(visit.asked, response.score) or ""
    response.words, response.may_contact, response.may_quote = filled.words, filled.may_contact, filled.may_quote
    response.contact = filled.contact
    response.passed = sorted(filled.passed)
    response.is_complete = rules.next_step(visit.asked, filled) is None
    response.changed_at = moment
    if response.score is not None and response.answered_at is None:
        response.answered_at = moment


def _keep_answers(response: Response, filled: Filled) -> None:
    response.answers.exclude(question__in=list(filled.answers)).delete()
    known = {row.question: row for row in response.answers.all()}
    for question, given in filled.answers.items():
        row = known.get(question) or Answer(response=response, question=question)
        told = (given.number, given.text, list(given.choices))
        if row.pk is None or told != (row.number, row.text, row.choices):
            row.number, row.text, row.choices = told
            row.save()


def _freeze(visit: Visit, *, now: datetime) -> None:
    if visit.version.frozen_at is None:
        visit.version.frozen_at = now
        visit.version.save(update_fields=["frozen_at"])


def _look_for_flood(response: Response, *, now: datetime) -> None:
    """Over the limit all answers of this address through this way are put aside, the earlier ones too."""
    if not response.origin or response.way_id is None:
        return
    since = _day(now) if response.survey.is_anonymous else now - FLOOD_WINDOW
    same = Response.objects.filter(origin=response.origin, way_id=response.way_id, started_at__gte=since)
    if same.count() > MOST_FROM_ONE_ADDRESS.get(Channel(response.channel), MOST_OF_OTHERS):
        same.filter(suspicion="").update(suspicion=Suspicion.FLOOD)
        response.suspicion = Suspicion.FLOOD


def _tell(response: Response, visit: Visit, *, now: datetime) -> None:
    """Not of an anonymous answer: an event keeps its moment to the second, and hangs on nobody's timeline."""
    customer = response.customer
    data = {
        "response_id": response.pk, "survey_id": response.survey_id, "kind": visit.asked.kind,
        "score": response.score, "group": response.group or Group.MIDDLE,
    }  # fmt: skip
    actor = Actor(kind="customer", name=customer.name if customer else "", id=customer.pk if customer else None)
    events.publish(
        kind=ANSWERED, actor=actor, customer_id=response.customer_id, occurred_at=response.answered_at or now,
        data=data, subject=f"response:{response.pk}", origin=f"survey:{response.survey_id}",
    )  # fmt: skip


def _day(now: datetime) -> datetime:
    """The beginning of the day, for answers of which nothing finer may be known."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def forget_origins(*, now: datetime) -> int:
    """The prints of addresses are gone after a day."""
    return Response.objects.exclude(origin="").filter(changed_at__lt=now - ORIGIN_LIFE).update(origin="")
