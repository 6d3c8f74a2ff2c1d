from django.db import transaction

from zabota.capabilities.surveys.contracts import MANAGE_SURVEYS, Suspicion
from zabota.capabilities.surveys.models import Response
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor


def put_aside(actor: Actor, *, response: Response) -> None:
    """Not counted any more: a joke, a test, a colleague's own."""
    _judge(actor, response, Suspicion.BY_HAND)


def take_in_again(actor: Actor, *, response: Response) -> None:
    _judge(actor, response, "")


def _judge(actor: Actor, response: Response, suspicion: str) -> None:
    actor.require(MANAGE_SURVEYS)
    with transaction.atomic():
        before = response.suspicion
        Response.objects.filter(pk=response.pk).update(suspicion=suspicion)
        audit.record(
            actor=actor, action="surveys.judged", object_kind="response", object_id=response.pk,
            before={"suspicion": before}, after={"suspicion": suspicion},
        )  # fmt: skip
        response.suspicion = suspicion
