"""Put off, done, handed over: the queue remembers only what is put off, the rest is the business of its source."""

from datetime import UTC, date, datetime
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.today import rules
from zabota.capabilities.today.contracts import USE_TODAY, GoneError
from zabota.capabilities.today.models import Snooze
from zabota.capabilities.today.sources import Finish, HandOver, Source, find_source, loaded
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

PUT_OFF = declare_change("today.put_off", _("Put off on the page of the day"), USE_TODAY, "clock")
LONGEST_KEY = 120


def snooze(actor: Actor, *, key: str, choice: str, on: date | None = None, now: datetime) -> tuple[datetime, int]:
    """Hide an entry from this person's queue till a moment; returns it with the change that takes it back.

    Raises BadMomentError, GoneError for a key of no source. What was put off and has come back is forgotten meanwhile.
    """
    actor.require(USE_TODAY)
    _source(actor, key)
    until = rules.till(choice, on=on, now=timezone.localtime(now)).astimezone(UTC)
    staff_id = cast("int", actor.staff_id)  # a program has no page of the day
    mine = Snooze.objects.filter(staff_id=staff_id)
    mine.filter(until__lt=now).delete()
    with undo.recording(actor, kind=PUT_OFF, now=now) as recorder:
        if there := mine.filter(key=key).first():
            recorder.update(there, {"until": until})
        else:
            recorder.insert([Snooze(staff_id=staff_id, key=key, until=until)])
    return until, recorder.change.pk


def finish(actor: Actor, *, key: str, now: datetime) -> int | None:
    """Mark an entry done where it comes from; returns the change that takes it back. Raises GoneError."""
    actor.require(USE_TODAY)
    source = _source(actor, key)
    if not source.finish:
        raise GoneError(key)
    do: Finish = loaded(source.finish)
    return do(actor, key=key.partition(":")[2], now=now)


def hand_over(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:
    """Give an entry to a colleague, as its source does it; returns the change that takes it back. Raises GoneError."""
    actor.require(USE_TODAY)
    source = _source(actor, key)
    if not source.hand_over:
        raise GoneError(key)
    do: HandOver = loaded(source.hand_over)
    return do(actor, key=key.partition(":")[2], to=to, now=now)


def _source(actor: Actor, key: str) -> Source:
    source = find_source(actor, key.partition(":")[0]) if len(key) <= LONGEST_KEY else None
    if source is None:
        raise GoneError(key)
    return source
