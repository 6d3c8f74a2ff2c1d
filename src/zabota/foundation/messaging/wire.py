"""Letters of a batch, one after another: while one is handed over, the next is made.

Between two letters stands one write: the one before was sent, this one is on the wire. Whoever is killed leaves at
most one letter of which nobody knows.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import connection, transaction

from zabota.foundation.messaging.contracts import (
    DeliveryError,
    MailDraft,
    MailNews,
    MailState,
    Reason,
    audience_of,
)
from zabota.foundation.messaging.models import OutgoingMail
from zabota.foundation.messaging.rules import wait_after
from zabota.foundation.messaging.transport import CutOffError, Line, Ready

BROKEN = (Reason.CUT_OFF, Reason.NO_ANSWER)

# One statement, one round trip for a letter: `before` was sent, `mail` goes unless somebody held it.
_TURN = """
UPDATE messaging_outgoingmail
SET state = CASE WHEN id = %(before)s THEN 'sent' ELSE 'sending' END,
    sent_at = CASE WHEN id = %(before)s THEN %(at)s ELSE sent_at END,
    attempts = attempts + CASE WHEN id = %(before)s THEN 0 ELSE 1 END, reason = '', detail = ''
WHERE id = %(before)s OR (id = %(mail)s AND state = 'queued')
"""


class Wire:
    """`with Wire(line, clock) as wire: wire.post(…)`: at its end the last letter is waited for."""

    def __init__(self, line: Line, clock: Callable[[], datetime]) -> None:
        self.line, self.clock = line, clock
        self.hand = ThreadPoolExecutor(max_workers=1)
        self.leaving: tuple[OutgoingMail, Future[MailNews]] | None = None
        self.sent: dict[OutgoingMail, MailNews] = {}
        """Those whose owners have not heard of it yet."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        before = self._answer()
        self.hand.shutdown()
        with transaction.atomic():
            if before is not None:
                self._settle(*before)
            tell(self.sent)

    def post(self, mail: OutgoingMail, draft: MailDraft | DeliveryError | None) -> bool:
        """None: nobody needs it any more. False when the line is dead: this letter and the rest were not touched."""
        made = None if draft is None else self._made(mail, draft)
        before = self._answer()
        if before is not None and before[1].reason in BROKEN:
            with transaction.atomic():
                self._settle(*before)
            return False
        if self._take_turn(before, mail, made) and isinstance(made, Ready):
            self.leaving = (mail, self.hand.submit(self._handed_over, mail, made))
        return True

    def _made(self, mail: OutgoingMail, draft: MailDraft | DeliveryError) -> Ready | MailNews:
        try:
            if isinstance(draft, DeliveryError):
                raise draft
            return self.line.make(draft, message_id=mail.message_id)
        except DeliveryError as error:
            return self._hindered(mail, error)

    def _handed_over(self, mail: OutgoingMail, ready: Ready) -> MailNews:
        """In a thread of its own, which knows nothing of the database."""
        try:
            self.line.hand_over(ready)
        except (CutOffError, DeliveryError) as error:
            return self._hindered(mail, error)
        return MailNews(state=MailState.SENT, at=self.clock())

    def _answer(self) -> tuple[OutgoingMail, MailNews] | None:
        """What became of the letter on the wire."""
        if self.leaving is None:
            return None
        (mail, news), self.leaving = self.leaving, None
        return mail, news.result()

    def _take_turn(
        self, before: tuple[OutgoingMail, MailNews] | None, mail: OutgoingMail, made: Ready | MailNews | None
    ) -> bool:
        """False where the letter was held or cancelled meanwhile."""
        if before is not None and before[1].state == MailState.SENT and isinstance(made, Ready):
            self.sent[before[0]] = before[1]
            at = connection.ops.adapt_datetimefield_value(before[1].at)
            with connection.cursor() as cursor:
                cursor.execute(_TURN, {"before": before[0].pk, "mail": mail.pk, "at": at})
                return bool(cursor.rowcount == 2)
        with transaction.atomic():
            if before is not None:
                self._settle(*before)
            state = MailState.SENDING if isinstance(made, Ready) else MailState.CANCELLED
            waiting = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.QUEUED)
            is_mine = bool(waiting.update(state=state, attempts=mail.attempts + 1))
            if is_mine and isinstance(made, MailNews):
                settle(mail, made)
        return is_mine

    def _settle(self, mail: OutgoingMail, news: MailNews) -> None:
        if news.state != MailState.SENT:
            settle(mail, news)
            return
        OutgoingMail.objects.filter(pk=mail.pk).update(state=news.state, sent_at=news.at, reason="", detail="")
        self.sent[mail] = news

    def _hindered(self, mail: OutgoingMail, error: CutOffError | DeliveryError) -> MailNews:
        now = self.clock()
        if isinstance(error, CutOffError):
            return MailNews(state=MailState.UNCLEAR, at=now, reason=Reason.CUT_OFF, detail=str(error))
        wait = None if error.is_final else wait_after(mail.attempts + 1)
        state = MailState.FAILED if wait is None else MailState.QUEUED
        due_at = now + wait if wait else None
        return MailNews(state=state, at=now, reason=error.reason, detail=error.detail, due_at=due_at)


def settle(mail: OutgoingMail, news: MailNews) -> None:
    """Write down what hindered a letter and tell whoever it belongs to, in the caller's transaction."""
    facts: dict[str, object] = {"state": news.state.value, "reason": news.reason, "detail": news.detail}
    if news.due_at is not None:
        facts["due_at"] = news.due_at
    OutgoingMail.objects.filter(pk=mail.pk).update(**facts)
    tell({mail: news})


def tell(news: Mapping[OutgoingMail, MailNews]) -> None:
    """Letters of one kind and what became of them."""
    if news:
        kind = next(iter(news)).kind
        audience_of(kind)({mail.reference: one for mail, one in news.items()})
