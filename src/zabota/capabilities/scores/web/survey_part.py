"""The score on the page of a survey."""

from django.http import HttpRequest
from django.utils import timezone

from zabota.capabilities.scores import analysis, queries, rules
from zabota.capabilities.scores.web import words
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Survey
from zabota.capabilities.surveys.parts import SurveyPart
from zabota.foundation.identity.web.requests import actor_of


def score_part(request: HttpRequest, survey: Survey) -> SurveyPart | None:
    """Of the last 12 months; None before the first answer."""
    kind = Kind(survey.kind)
    zone = timezone.get_current_timezone()
    scope = rules.scope_of(kind, (survey.pk,), days=rules.PERIODS[-1], today=timezone.localdate(), zone=zone)
    _before, now = queries.two_periods(actor_of(request), scope)
    found = analysis.score_of(kind, now)
    if not found.n:
        return None
    shown = {"bar": words.bar(kind, found), "base": words.answers(found.n), "survey": survey, "what": words.what(kind)}
    return SurveyPart(template="scores/survey_part.html", context=shown)
