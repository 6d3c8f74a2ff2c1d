"""Letters of a batch, one after another: one is on the wire while the next is made.

Between two letters there is one transaction: the one before is settled, this one is marked as on the wire. Whoever is
killed leaves at most one letter of which nobody knows.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

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

# By hand, because they are most of the work of the database for each of many letters.
_CLAIM = "UPDATE messaging_outgoingmail SET state = %s, attempts = attempts + 1 WHERE id = %s AND state = 'queued'"
_SENT = "UPDATE messaging_outgoingmail SET state = 'sent', sent_at = %s, reason = '', detail = '' WHERE id = %s"


class Wire:
    """`post` each letter, then `finish`."""

    def __init__(self, line: Line, clock: Callable[[], datetime]) -> None:
        self.line, self.clock = line, clock
        self.leaving: tuple[OutgoingMail, MailNews | None] | None = None
        """The letter on the wire; with its news where it did not get there."""
        self.sent: dict[OutgoingMail, MailNews] = {}
        """Those whose owners have not heard of it yet."""

    def post(self, mail: OutgoingMail, draft: MailDraft | DeliveryError | None) -> bool:
        """None: nobody needs it any more. False when the line is dead: this letter and the rest were not touched."""
        made = None if draft is None else self._made(mail, draft)
        before = self._answer()
        if before is not None and before[1].reason in BROKEN:
            with transaction.atomic():
                self._settle(*before)
            return False
        if isinstance(made, Ready):
            made = self._introduced(mail, made)
        with transaction.atomic():
            if before is not None:
                self._settle(*before)
            is_mine = _claim(mail, MailState.SENDING if isinstance(made, Ready) else MailState.CANCELLED)
            if is_mine and isinstance(made, MailNews):
                self._settle(mail, made)
        if isinstance(made, Ready):
            self._start(mail, made, is_mine=is_mine)
        return not (isinstance(made, MailNews) and made.reason in BROKEN)

    def finish(self) -> None:
        """Wait for the last one, and tell of those that were sent."""
        before = self._answer()
        with transaction.atomic():
            if before is not None:
                self._settle(*before)
            tell(self.sent)
            self.sent = {}

    def _settle(self, mail: OutgoingMail, news: MailNews) -> None:
        if news.state == MailState.SENT:
            with connection.cursor() as cursor:
                cursor.execute(_SENT, [connection.ops.adapt_datetimefield_value(news.at), mail.pk])
            self.sent[mail] = news
        else:
            settle(mail, news)

    def _made(self, mail: OutgoingMail, draft: MailDraft | DeliveryError) -> Ready | MailNews:
        try:
            if isinstance(draft, DeliveryError):
                raise draft
            return self.line.make(draft, message_id=mail.message_id)
        except DeliveryError as error:
            return self._hindered(mail, error)

    def _introduced(self, mail: OutgoingMail, ready: Ready) -> Ready | MailNews:
        try:
            self.line.introduce(ready)
        except DeliveryError as error:
            return self._hindered(mail, error)
        return ready

    def _start(self, mail: OutgoingMail, ready: Ready, *, is_mine: bool) -> None:
        if not is_mine:
            self.line.let_be()
            return
        news = None
        try:
            self.line.start(ready)
        except (CutOffError, DeliveryError) as error:
            news = self._hindered(mail, error)
        self.leaving = (mail, news)

    def _answer(self) -> tuple[OutgoingMail, MailNews] | None:
        """What became of the letter on the wire."""
        if self.leaving is None:
            return None
        (mail, news), self.leaving = self.leaving, None
        try:
            if news is None:
                self.line.finish()
        except (CutOffError, DeliveryError) as error:
            news = self._hindered(mail, error)
        return mail, news or MailNews(state=MailState.SENT, at=self.clock())

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


def _claim(mail: OutgoingMail, state: MailState) -> bool:
    """False where it was held or cancelled meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [state.value, mail.pk])
        return bool(cursor.rowcount == 1)
