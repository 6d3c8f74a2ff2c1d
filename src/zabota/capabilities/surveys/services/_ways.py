import secrets
from datetime import datetime

from django.db import transaction

from zabota.capabilities.surveys.contracts import MANAGE_SURVEYS, Channel
from zabota.capabilities.surveys.models import Survey, Way
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor

CODE_BYTES = 12


def add_way(
    actor: Actor, *, survey: Survey, channel: Channel, name: str = "", branch_id: int | None = None,
    employee_id: int | None = None, now: datetime,
) -> Way:  # fmt: skip
    """A public address of its own for one poster, tablet or website, so that its answers can be told apart."""
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        way = Way.objects.create(
            survey=survey, code=secrets.token_urlsafe(CODE_BYTES), channel=channel, name=name.strip()[:120],
            branch_id=branch_id, employee_id=employee_id, created_at=now,
        )  # fmt: skip
        audit.record(actor=actor, action="surveys.way_added", object_kind="survey", object_id=survey.pk,
                     after={"channel": channel, "name": way.name})  # fmt: skip
    return way


def close_way(actor: Actor, *, way: Way, is_active: bool) -> None:
    """A closed address says that the survey is not here; it can be opened again."""
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        Way.objects.filter(pk=way.pk).update(is_active=is_active)
        audit.record(actor=actor, action="surveys.way_closed", object_kind="survey", object_id=way.survey_id,
                     after={"way": way.pk, "is_active": is_active})  # fmt: skip
