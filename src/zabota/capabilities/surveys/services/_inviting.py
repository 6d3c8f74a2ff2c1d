from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.surveys.contracts import INVITE, SURVEY_NOT_OPEN, Channel, NotOpenError, State
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.capabilities.surveys.visits import asked_in
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor

BATCH = 1_000


def invite(
    actor: Actor, *, survey: Survey, customer_ids: Collection[int], channel: Channel, wave: str = "", about: str = "",
    employee_id: int | None = None, expires_at: datetime | None = None, now: datetime,
) -> list[Invitation]:  # fmt: skip
    """An invitation for each of these customers the actor may see, in his language where the survey speaks it.

    The branch is the customer's; the employee is the one told, else whoever is responsible for the customer. Whether
    somebody may be asked now is the caller's to know. Raises NotOpenError unless the survey is open.
    """
    actor.require(INVITE)
    if survey.state != State.OPEN or survey.version is None:
        raise NotOpenError(SURVEY_NOT_OPEN)
    spoken = asked_in(survey.version).languages
    made: list[Invitation] = []
    wanted = list(customer_ids)
    with transaction.atomic():
        for start in range(0, len(wanted), BATCH):
            rows = customers.visible_to(actor).filter(pk__in=wanted[start : start + BATCH])
            made += Invitation.objects.bulk_create(
                [
                    Invitation(
                        survey=survey, customer_id=number, channel=channel, wave=wave, about=about, branch_id=branch,
                        language=language if language in spoken else spoken[0], employee_id=employee_id or owner,
                        created_at=now, expires_at=expires_at,
                    )
                    for number, language, branch, owner in rows.order_by("pk").values_list(
                        "pk", "language", "branch_id", "owner_id"
                    )
                ]
            )  # fmt: skip
        audit.record(
            actor=actor, action="surveys.invited", object_kind="survey", object_id=survey.pk,
            after={"customers": len(made), "channel": channel, "wave": wave},
        )  # fmt: skip
    return made


def withdraw(actor: Actor, *, invitation: Invitation, now: datetime) -> None:
    """Its address leads nowhere from now on."""
    actor.require(INVITE)
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(withdrawn_at=now)
        audit.record(actor=actor, action="surveys.withdrawn", object_kind="invitation", object_id=invitation.pk)
