"""Waves of a survey on its page."""

from django.http import HttpRequest

from zabota.capabilities.asking import queries
from zabota.capabilities.surveys.contracts import State
from zabota.capabilities.surveys.models import Survey
from zabota.capabilities.surveys.parts import SurveyPart
from zabota.foundation.identity.web.requests import actor_of

SHOWN = 5


def waves_part(request: HttpRequest, survey: Survey) -> SurveyPart | None:
    known = list(queries.list_waves(actor_of(request)).filter(survey=survey)[:SHOWN])
    if not known and survey.state != State.OPEN:
        return None
    return SurveyPart(template="asking/of_survey.html", context={"waves": known, "survey": survey})
