from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys import wording
from zabota.capabilities.surveys.contracts import MANAGE_SURVEYS, Kind, State, SurveyError
from zabota.capabilities.surveys.models import Survey, SurveyVersion
from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True, kw_only=True)
class SurveyDraft:
    name: str
    closes_on: date | None
    is_anonymous: bool
    asked: Questionnaire


def create_survey(actor: Actor, *, kind: Kind, name: str, now: datetime) -> Survey:
    """A draft with the standard wording of its kind, in Russian and English."""
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        survey = Survey.objects.create(
            kind=kind, name=name, is_relationship=kind in {Kind.NPS, Kind.CSI}, created_by_id=actor.staff_id,
            created_at=now,
        )  # fmt: skip
        _set_version(survey, wording.standard(kind), now=now)
        audit.record(actor=actor, action="surveys.created", object_kind="survey", object_id=survey.pk,
                     after={"kind": kind, "name": name})  # fmt: skip
    return survey


def copy_survey(actor: Actor, *, survey: Survey, name: str, now: datetime) -> Survey:
    """A draft that asks the same."""
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        copied = Survey.objects.create(
            kind=survey.kind, name=name, is_relationship=survey.is_relationship, is_anonymous=survey.is_anonymous,
            created_by_id=actor.staff_id, created_at=now,
        )  # fmt: skip
        asked = Questionnaire.model_validate(survey.version.definition) if survey.version else None
        _set_version(copied, asked or wording.standard(Kind(survey.kind)), now=now)
        audit.record(actor=actor, action="surveys.copied", object_kind="survey", object_id=copied.pk,
                     after={"from": survey.pk})  # fmt: skip
    return copied


def save_survey(actor: Actor, *, survey: Survey, told: SurveyDraft, now: datetime) -> Survey:
    """Keep what was edited; a version somebody has answered stays as it is and a new one follows it.

    Whether a survey is anonymous is settled with the first answer: raises SurveyError for a change after it.
    """
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        if told.is_anonymous != survey.is_anonymous and survey.versions.exclude(frozen_at=None).exists():
            raise SurveyError(
                _("Somebody has answered: it cannot become anonymous, nor cease to be. Make a copy instead."),
                field="is_anonymous",
            )  # fmt: skip
        survey.name, survey.closes_on, survey.is_anonymous = told.name.strip(), told.closes_on, told.is_anonymous
        survey.save(update_fields=["name", "closes_on", "is_anonymous"])
        _set_version(survey, told.asked, now=now)
        audit.record(actor=actor, action="surveys.saved", object_kind="survey", object_id=survey.pk,
                     after={"name": survey.name, "version": survey.version_id})  # fmt: skip
    return survey


def open_survey(actor: Actor, *, survey: Survey, now: datetime) -> None:
    """From now on its addresses take answers. Raises SurveyError where nothing would be asked."""
    actor.require(MANAGE_SURVEYS)
    asked = Questionnaire.model_validate(survey.version.definition) if survey.version else None
    if asked is None or (asked.kind == Kind.CSI and not asked.items):
        raise SurveyError(_("Nothing is asked yet: add at least one thing to rate."))
    survey.closes_on = None if survey.closes_on and survey.closes_on < now.date() else survey.closes_on
    survey.state, survey.opened_at = State.OPEN, survey.opened_at or now
    _set_state(actor, survey)


def close_survey(actor: Actor, *, survey: Survey) -> None:
    """Its addresses say so from now on; it can be opened again."""
    actor.require(MANAGE_SURVEYS)
    survey.state = State.CLOSED
    _set_state(actor, survey)


def delete_survey(actor: Actor, *, survey: Survey) -> None:
    """A survey nobody has answered may go; raises SurveyError for another."""
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        if survey.responses.exists() or survey.invitations.exists():
            raise SurveyError(_("People were asked already: close it instead, and their answers stay."))
        audit.record(actor=actor, action="surveys.deleted", object_kind="survey", object_id=survey.pk,
                     before={"name": survey.name})  # fmt: skip
        Survey.objects.filter(pk=survey.pk).update(version=None)
        survey.delete()


def _set_state(actor: Actor, survey: Survey) -> None:
    with transaction.atomic():
        survey.save(update_fields=["state", "opened_at", "closes_on"])
        audit.record(actor=actor, action="surveys.state_set", object_kind="survey", object_id=survey.pk,
                     after={"state": survey.state})  # fmt: skip


def _set_version(survey: Survey, asked: Questionnaire, *, now: datetime) -> None:
    definition = asked.model_dump(mode="json")
    current = survey.version
    if current is not None and current.definition == definition:
        return
    if current is not None and current.frozen_at is None and not current.responses.exists():
        current.definition = definition
        current.save(update_fields=["definition"])
        return
    number = 1 + (survey.versions.count())
    survey.version = SurveyVersion.objects.create(survey=survey, number=number, definition=definition, created_at=now)
    survey.save(update_fields=["version"])
