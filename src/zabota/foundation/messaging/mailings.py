"""Letters to many: put into the outbox in bulk, handed over one after another through one connection.

Each letter is marked as on the wire before it goes there and as sent after, so that whoever is killed in between
leaves one letter of which nobody knows; it is not sent again by itself.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, QuerySet

from zabota.foundation.jobs import progress
from zabota.foundation.messaging.contracts import (
    DeliveryError,
    MailNews,
    MailState,
    NewMail,
    Reason,
    composer_of,
)
from zabota.foundation.messaging.models import OutgoingMail
from zabota.foundation.messaging.rules import WAITS, wait_after
from zabota.foundation.messaging.services import new_message_id, sender_domain
from zabota.foundation.messaging.transport import Line
from zabota.foundation.messaging.wire import Wire, settle, tell

BATCH = 200
References = Sequence[int] | QuerySet[Any, Any]
NEVER_LEFT = (MailState.CANCELLED, MailState.FAILED)


def queue_mailing(letters: Sequence[NewMail], *, kind: str, now: datetime) -> None:
    """Put letters into the outbox in the caller's transaction; a key that is there is left as it is."""
    if not letters:
        return
    domain = sender_domain()
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                key=one.key, kind=kind, reference=one.reference, message_id=new_message_id(domain), due_at=one.due_at,
                created_at=now,
            )
            for one in letters
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )  # fmt: skip
    _wake(kind, min(one.due_at for one in letters))


def hold(*, kind: str, references: References) -> int:
    """Letters that wait stay where they are until they are let go."""
    return _of(kind, references).filter(state=MailState.QUEUED).update(state=MailState.HELD)


def let_go(*, kind: str, references: References, now: datetime) -> int:
    with transaction.atomic():
        freed = _of(kind, references).filter(state=MailState.HELD).update(state=MailState.QUEUED)
        _wake(kind, now)
    return freed


def cancel(*, kind: str, references: References) -> int:
    """Letters that wait never leave."""
    waiting = _of(kind, references).filter(state__in=(MailState.QUEUED, MailState.HELD))
    return waiting.update(state=MailState.CANCELLED)


def send_again(*, kind: str, references: References, now: datetime) -> int:
    """A person's decision: what failed, and what is unclear, goes once more under the same Message-ID."""
    with transaction.atomic():
        lost = _of(kind, references).filter(state__in=(MailState.FAILED, MailState.UNCLEAR))
        count = lost.update(state=MailState.QUEUED, attempts=0, reason="", detail="", due_at=now)
        _wake(kind, now)
    return count


def references_in(*, kind: str, states: Sequence[MailState]) -> QuerySet[OutgoingMail, int]:
    """What letters in these states are about, for a condition of another query."""
    return OutgoingMail.objects.filter(kind=kind, state__in=states).values_list("reference", flat=True)


def count_states(*, kind: str, references: References) -> dict[str, int]:
    """How many letters are in each state: one query."""
    rows = _of(kind, references).order_by().values("state").annotate(found=Count("pk"))
    return dict(rows.values_list("state", "found"))


def reasons_of(*, kind: str, references: References) -> dict[str, int]:
    """Why letters did not leave, or wait to be tried again."""
    rows = _of(kind, references).exclude(reason="").exclude(state=MailState.SENT).order_by().values("reason")
    return dict(rows.annotate(found=Count("pk")).values_list("reason", "found"))


def deliver(*, kind: str, clock: Callable[[], datetime]) -> None:
    """Hand over every letter of this kind that is due, then come back when the next one is.

    Two of these never run at once (one unique key), so what is on the wire at the beginning was left by the dead.
    """
    _settle_the_lost(kind, now=clock())
    done = 0
    while batch := list(_due(kind, clock())[:BATCH]):
        try:
            with Line() as line:
                _hand_over(batch, line, clock)
        except DeliveryError as error:
            _put_off(kind, error, now=clock())
            break
        with transaction.atomic():
            progress(done := done + len(batch))
    following = OutgoingMail.objects.filter(kind=kind, state=MailState.QUEUED).aggregate(at=Min("due_at"))["at"]
    if following is not None:
        _wake(kind, following)


def _due(kind: str, now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(kind=kind, state=MailState.QUEUED, due_at__lte=now).order_by("due_at", "pk")


def _of(kind: str, references: References) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(kind=kind, reference__in=references)


def _hand_over(batch: list[OutgoingMail], line: Line, clock: Callable[[], datetime]) -> None:
    composed = composer_of(batch[0].kind)([mail.reference for mail in batch])
    with Wire(line, clock) as wire:
        for mail in batch:
            draft = composed.get(mail.reference)
            if isinstance(draft, datetime):
                OutgoingMail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(due_at=draft)
            elif not wire.post(mail, draft):
                break  # the line is dead: the rest waits for a new one


def _settle_the_lost(kind: str, *, now: datetime) -> None:
    """Of letters a killed worker left on the wire nobody knows; of the last it sent it may not have told."""
    for mail in OutgoingMail.objects.filter(kind=kind, state=MailState.SENDING):
        with transaction.atomic():
            settle(mail, MailNews(state=MailState.UNCLEAR, at=now, reason=Reason.CUT_OFF))
    sent = OutgoingMail.objects.filter(kind=kind, state=MailState.SENT).order_by("-sent_at")[:BATCH]
    with transaction.atomic():
        tell({mail: MailNews(state=MailState.SENT, at=mail.sent_at or now) for mail in sent})


def _put_off(kind: str, error: DeliveryError, *, now: datetime) -> None:
    """No line to the server: everything that is due waits, longer each time, and says why."""
    due = _due(kind, now)
    tried = due.values_list("attempts", flat=True).first() or 0
    wait = wait_after(tried + 1) or WAITS[-1]
    OutgoingMail.objects.filter(pk__in=due.values("pk")).update(
        attempts=F("attempts") + 1, due_at=now + wait, reason=error.reason, detail=error.detail
    )


def _wake(kind: str, at: datetime) -> None:
    from zabota.foundation.messaging.jobs import deliver_mailing

    deliver_mailing.enqueue(unique=f"mailing:{kind}", run_at=at, kind=kind)
