"""What capabilities above add to a survey's page: each says it once in its `hooks.py`, in the order of `order`.

declare_survey_part(READ_SCORES, "zabota.capabilities.scores.web.survey_part.score_part", order=10)

def score_part(request: HttpRequest, survey: Survey) -> SurveyPart: ...

A part's template finds its context under the name `part`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest
from django.utils.module_loading import import_string

from zabota.capabilities.surveys.models import Survey
from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True, kw_only=True)
class SurveyPart:
    template: str
    context: Mapping[str, object] = field(default_factory=dict)


Build = Callable[[HttpRequest, Survey], SurveyPart | None]

_parts: dict[str, tuple[int, str]] = {}


def declare_survey_part(permission: str, build: str, *, order: int) -> None:
    """Have `build` called for every survey's page looked at by somebody who has the right; None shows nothing."""
    _parts[build] = (order, permission)


def parts_of(actor: Actor, request: HttpRequest, survey: Survey) -> list[SurveyPart]:
    wanted = sorted((order, path) for path, (order, permission) in _parts.items() if actor.may(permission))
    built = (_load(path)(request, survey) for _order, path in wanted)
    return [one for one in built if one is not None]


@cache
def _load(path: str) -> Build:
    build: Build = import_string(path)
    return build
