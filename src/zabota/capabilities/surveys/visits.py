"""Somebody at a public address: what it leads to, and what he has answered so far."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys import addresses
from zabota.capabilities.surveys.contracts import BadLinkError, NotOpenError, State
from zabota.capabilities.surveys.models import Invitation, Response, Survey, SurveyVersion, Way
from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.capabilities.surveys.rules import Filled, Given

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One of `invitation` and `way` is there, or only the `response` of somebody who answers without a name."""

    survey: Survey
    version: SurveyVersion
    asked: Questionnaire
    language: str
    filled: Filled
    response: Response | None = None
    invitation: Invitation | None = None
    way: Way | None = None

    @property
    def was_answered_without_name(self) -> bool:
        """The invitation of an anonymous survey: that he answered is known, what he answered is not."""
        return self.invitation is not None and self.response is None and self.invitation.answered_at is not None


def by_invitation(token: str, *, now: datetime, is_locked: bool = False) -> Visit:
    """Raises BadLinkError; NotOpenError where the survey takes no answers now."""
    number = addresses.invitation_of(token)
    rows = Invitation.objects.select_related("survey__version", "customer")
    invitation = _locked(rows, is_locked).filter(pk=number, withdrawn_at=None).first()
    if invitation is None:
        raise BadLinkError("This address leads nowhere.")
    if invitation.expires_at is not None and invitation.expires_at < now:
        raise NotOpenError(_("The time to answer is over. Thank you for wanting to!"))
    response = Response.objects.select_related("version").filter(invitation=invitation).first()
    return _visit(invitation.survey, response, invitation.language, now=now, invitation=invitation)


def by_way(code: str, *, language: str, now: datetime) -> Visit:
    """The beginning of an answer without a name."""
    way = Way.objects.select_related("survey__version").filter(code=code, is_active=True).first()
    if way is None:
        raise BadLinkError("This address leads nowhere.")
    return _visit(way.survey, None, language, now=now, way=way)


def by_response(token: str, *, now: datetime, is_locked: bool = False) -> Visit:
    """Going on with one's own answer without a name."""
    number = addresses.response_of(token)
    rows = Response.objects.select_related("survey", "version", "way")
    response = _locked(rows, is_locked).filter(pk=number).first()
    if response is None:
        raise BadLinkError("This address leads nowhere.")
    return _visit(response.survey, response, response.language, now=now, way=response.way)


def is_taking(survey: Survey, *, today: date) -> bool:
    return survey.state == State.OPEN and (survey.closes_on is None or today <= survey.closes_on)


def asked_in(version: SurveyVersion) -> Questionnaire:
    return Questionnaire.model_validate(version.definition)


def filled_in(response: Response) -> Filled:
    answers = {
        row.question: Given(number=row.number, text=row.text, choices=tuple(row.choices))
        for row in response.answers.all()
    }
    score = None if response.score is None or "score" not in response.passed else int(response.score)
    return Filled(
        score=score, words=response.words, may_contact=response.may_contact, contact=response.contact,
        may_quote=response.may_quote,
        answers=answers, passed=frozenset(response.passed),
    )  # fmt: skip


def _locked(rows: QuerySet[Row], is_locked: bool) -> QuerySet[Row]:
    return rows.select_for_update(of=("self",)) if is_locked else rows


def _visit(
    survey: Survey, response: Response | None, language: str, *, now: datetime, invitation: Invitation | None = None,
    way: Way | None = None,
) -> Visit:  # fmt: skip
    if not is_taking(survey, today=timezone.localdate(now)):
        raise NotOpenError(_("This survey is closed. Thank you for wanting to answer!"))
    version = response.version if response else survey.version
    if version is None:
        raise BadLinkError("This address leads nowhere.")
    asked = asked_in(version)
    return Visit(
        survey=survey, version=version, asked=asked, response=response, invitation=invitation, way=way,
        language=language if language in asked.languages else asked.languages[0],
        filled=filled_in(response) if response else Filled(),
    )  # fmt: skip
