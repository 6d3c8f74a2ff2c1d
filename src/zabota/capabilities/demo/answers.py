"""A year of answers of the demo company's customers: two surveys, a hitch with the delivery, and the silent.

Those who buy often answer more readily; with the new delivery service, four months ago, the scores fall.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.demo.answer_words import ASPECTS, CSAT_NAME, EVENT, NPS_NAME, WORDS, aspects
from zabota.capabilities.demo.contracts import SEED
from zabota.capabilities.sales.models import Order, OrderKind
from zabota.capabilities.scores.models import MarkedEvent
from zabota.capabilities.surveys import wording
from zabota.capabilities.surveys.contracts import SCALES, Channel, Group, Kind, State
from zabota.capabilities.surveys.models import Answer, Invitation, Response, Survey, SurveyVersion
from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.foundation.identity.queries import get_company
from zabota.foundation.importing.models import ImportRun

WAVE = "demo"
MONTHS, SHARE_ASKED, SHARE_AFTER_PURCHASE = 12, 0.16, 0.08
HITCH = timedelta(days=115)
YEAR, HALF_YEAR = timedelta(days=365), timedelta(days=183)
WITH_WORDS = 0.45


@dataclass(frozen=True, kw_only=True)
class Purchase:
    order_id: int
    customer: Customer
    at: datetime


def fill(run: ImportRun, *, now: datetime) -> None:
    """Once, whole or not at all."""
    if _surveys().exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - not a secret, a play
    language = get_company().language if get_company().language in WORDS else "ru"
    purchases = _purchases(run, since=now - YEAR - HALF_YEAR)
    if not purchases:
        return
    with transaction.atomic():
        nps = _survey(Kind.NPS, NPS_NAME[language], wording.standard(Kind.NPS), now=now)
        csat = _survey(Kind.CSAT, CSAT_NAME[language], wording.standard(Kind.CSAT), now=now)
        _answer(nps, Invitation.objects.bulk_create(_monthly(chance, nps, purchases, now)), chance, language, purchases)
        after = Invitation.objects.bulk_create(_after_purchases(chance, csat, purchases, now))
        _answer(csat, after, chance, language, purchases)
        MarkedEvent.objects.create(day=(now - HITCH).date(), words=EVENT[language], created_at=now)


def take_back() -> None:
    """The surveys go with whatever was answered to them since."""
    numbers = list(_surveys().values_list("pk", flat=True))
    with transaction.atomic():
        Response.objects.filter(survey__in=numbers).delete()
        Survey.objects.filter(pk__in=numbers).update(version=None)
        Survey.objects.filter(pk__in=numbers).delete()
        MarkedEvent.objects.filter(words__in=EVENT.values()).delete()


def _surveys() -> QuerySet[Survey]:
    return Survey.objects.filter(pk__in=Invitation.objects.filter(wave=WAVE).values("survey"))


def _survey(kind: Kind, name: str, asked: Questionnaire, *, now: datetime) -> Survey:
    asked = asked.model_copy(update={"questions": aspects()}) if kind == Kind.NPS else asked
    began = now - YEAR
    survey = Survey.objects.create(
        kind=kind, name=name, state=State.OPEN, is_relationship=kind == Kind.NPS, opened_at=began, created_at=began
    )  # fmt: skip
    survey.version = SurveyVersion.objects.create(
        survey=survey, number=1, definition=asked.model_dump(mode="json"), created_at=began, frozen_at=began
    )  # fmt: skip
    survey.save(update_fields=["version"])
    return survey


def _purchases(run: ImportRun, *, since: datetime) -> list[Purchase]:
    rows = Order.objects.filter(import_run=run, kind=OrderKind.SALE, customer__isnull=False, ordered_at__gte=since)
    return [
        Purchase(order_id=order.pk, customer=order.customer, at=order.ordered_at)
        for order in rows.select_related("customer").order_by("ordered_at", "pk") if order.customer
    ]  # fmt: skip


def _monthly(
    chance: random.Random, survey: Survey, purchases: Sequence[Purchase], now: datetime
) -> Iterator[Invitation]:  # fmt: skip
    """Each month some of those who bought within half a year, nobody twice in three months."""
    asked: dict[int, datetime] = {}
    for month in range(MONTHS, 0, -1):
        at = now - timedelta(days=30 * month - 24)
        recent = {one.customer.pk: one.customer for one in purchases if at - HALF_YEAR < one.at < at}
        for number, customer in recent.items():
            rested = number not in asked or at - asked[number] > timedelta(days=89)
            if rested and chance.random() < SHARE_ASKED:
                asked[number] = at
                yield _invitation(survey, customer, at)


def _after_purchases(
    chance: random.Random, survey: Survey, purchases: Sequence[Purchase], now: datetime
) -> Iterator[Invitation]:  # fmt: skip
    for one in purchases:
        at = one.at + timedelta(days=3)
        if now - YEAR < at < now - timedelta(days=2) and chance.random() < SHARE_AFTER_PURCHASE:
            yield _invitation(survey, one.customer, at, about=f"order:{one.order_id}")


def _invitation(survey: Survey, customer: Customer, at: datetime, *, about: str = "") -> Invitation:
    return Invitation(
        survey=survey, customer=customer, channel=Channel.EMAIL, language=customer.language or "ru",
        branch_id=customer.branch_id, employee_id=customer.owner_id, about=about, wave=WAVE, created_at=at, sent_at=at,
    )  # fmt: skip


def _answer(
    survey: Survey, invitations: Sequence[Invitation], chance: random.Random, language: str,
    purchases: Sequence[Purchase],
) -> None:  # fmt: skip
    bought = Counter(one.customer.pk for one in purchases)
    last = max(one.at for one in purchases)
    responses, ratings = [], []
    for invitation in invitations:
        at = invitation.created_at + timedelta(hours=chance.uniform(1, 70))
        if chance.random() > 0.24 + 0.05 * min(bought[invitation.customer_id], 7) or at > last + timedelta(days=2):
            continue
        given = _rates(chance, is_after=at > last - HITCH)
        score = _score(chance, Kind(survey.kind), given)
        responses.append(_response(survey, invitation, at=at, score=score, chance=chance, language=language))
        ratings.append(given)
        invitation.answered_at = at
    Invitation.objects.bulk_update(
        [one for one in invitations if one.answered_at], ["answered_at"], batch_size=500
    )  # fmt: skip
    written = Response.objects.bulk_create(responses)
    if survey.kind == Kind.NPS:
        Answer.objects.bulk_create(
            Answer(response=one, question=code, number=given[code])
            for one, given in zip(written, ratings, strict=True) for code, _ru, _en in ASPECTS
        )  # fmt: skip


def _rates(chance: random.Random, *, is_after: bool) -> dict[str, int]:
    mood = chance.gauss(0, 0.5)
    usual = {"goods": 4.5, "people": 4.4, "delivery": 3.0 if is_after else 4.3}
    return {code: min(5, max(1, round(chance.gauss(level + mood, 0.7)))) for code, level in usual.items()}


def _score(chance: random.Random, kind: Kind, given: dict[str, int]) -> int:
    level = 0.35 * given["goods"] + 0.2 * given["people"] + 0.45 * given["delivery"]
    if kind == Kind.CSAT:
        return min(5, max(1, round(chance.gauss(level, 0.5))))
    return min(10, max(0, round(chance.gauss(2.3 * level - 0.9, 1.2))))


def _group(kind: Kind, score: int) -> Group:
    scale = SCALES[kind]
    if score <= scale.low_at_most:
        return Group.LOW
    return Group.HIGH if score >= scale.high_from else Group.MIDDLE


def _response(
    survey: Survey, invitation: Invitation, *, at: datetime, score: int, chance: random.Random, language: str
) -> Response:  # fmt: skip
    group = _group(Kind(survey.kind), score)
    words = chance.choice(WORDS[language][group]) if chance.random() < WITH_WORDS else ""
    return Response(
        survey=survey, version=survey.version, invitation=invitation, customer_id=invitation.customer_id,
        channel=invitation.channel, language=invitation.language, branch_id=invitation.branch_id,
        employee_id=invitation.employee_id, score=score, group=group, words=words, is_complete=True,
        passed=["score", "why"] if words else ["score"], started_at=at, answered_at=at, changed_at=at,
    )  # fmt: skip
