"""A year of answers, written straight into the tables: the pages are what is tested here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from zabota.capabilities.surveys import services
from zabota.capabilities.surveys.contracts import SCALES, Group, Kind
from zabota.capabilities.surveys.models import Response, Survey
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of


def opened(owner: Staff, kind: Kind = Kind.NPS, name: str = "Отношения") -> Survey:
    survey = services.create_survey(actor_of(owner), kind=kind, name=name, now=timezone.now())
    services.open_survey(actor_of(owner), survey=survey, now=timezone.now())
    return survey


def answered(survey: Survey, scores: Iterable[float], *, days_ago: float = 5, **fields: object) -> list[Response]:
    """The answers of some people on one day."""
    at: datetime = timezone.now() - timedelta(days=days_ago)
    scale = SCALES[Kind(survey.kind)]

    def group(score: float) -> str:
        return Group.LOW if score <= scale.low_at_most else Group.HIGH if score >= scale.high_from else Group.MIDDLE

    return Response.objects.bulk_create(
        Response(
            survey=survey, version=survey.version, language="ru", score=score, group=group(score), started_at=at,
            answered_at=at, changed_at=at, **({"channel": "link"} | fields),
        )
        for score in scores
    )  # fmt: skip


@pytest.fixture
def nps(owner: Staff) -> Survey:
    return opened(owner)
