from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.capabilities.scores.contracts import MARK_EVENTS, MarkError
from zabota.capabilities.scores.models import MarkedEvent
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor

LONGEST_WORDS = 60


def mark_event(actor: Actor, *, day: date, words: str, now: datetime) -> MarkedEvent:
    """Raises MarkError where nothing is said."""
    actor.require(MARK_EVENTS)
    said = words.strip()[:LONGEST_WORDS]
    if not said:
        raise MarkError(_("Say in a few words what happened."))
    with transaction.atomic():
        mark = MarkedEvent.objects.create(day=day, words=said, created_at=now)
        audit.record(
            actor=actor, action="scores.marked", object_kind="mark", object_id=mark.pk,
            after={"day": day.isoformat(), "words": said},
        )  # fmt: skip
    return mark


def remove_mark(actor: Actor, *, mark_id: int) -> None:
    """Raises MarkedEvent.DoesNotExist."""
    actor.require(MARK_EVENTS)
    with transaction.atomic():
        mark = MarkedEvent.objects.get(pk=mark_id)
        audit.record(
            actor=actor, action="scores.unmarked", object_kind="mark", object_id=mark_id,
            before={"day": mark.day.isoformat(), "words": mark.words},
        )  # fmt: skip
        mark.delete()
