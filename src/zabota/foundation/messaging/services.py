"""The life of an outgoing letter, and the server it leaves by."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.encryption import box
from zabota.foundation.messaging import queries, transport
from zabota.foundation.messaging.contracts import (
    MANAGE_MAIL,
    DeliveryError,
    MailDraft,
    MailNews,
    MailState,
    Reason,
    TooLateError,
    builder_of,
    listener_of,
)
from zabota.foundation.messaging.models import MailServer, OutgoingMail
from zabota.foundation.messaging.rules import wait_after

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ServerChange:
    """What the owner set; `password` None leaves the one that is kept."""

    host: str
    port: int
    security: str
    user: str
    password: str | None
    from_email: str
    from_name: str


def change_server(actor: Actor, *, told: ServerChange, now: datetime) -> MailServer:
    actor.require(MANAGE_MAIL)
    kept = queries.find_settings() or MailServer(pk=1)
    with transaction.atomic():
        kept.host, kept.port, kept.security, kept.user = told.host.strip(), told.port, told.security, told.user.strip()
        kept.from_email, kept.from_name, kept.changed_at = told.from_email.strip(), told.from_name.strip(), now
        if told.password is not None:
            kept.password_encrypted = box().encrypt(told.password.encode()).decode() if told.password else ""
        kept.save()
        audit.record(
            actor=actor, action="messaging.server_changed", object_kind="mail_server", object_id=1,
            after={"host": kept.host, "port": kept.port, "security": kept.security, "user": kept.user,
                   "from": kept.from_email, "new_password": told.password is not None},
        )  # fmt: skip
    return kept


def send_test(actor: Actor, *, draft: MailDraft) -> None:
    """Send a letter here and now, outside the outbox; raises DeliveryError."""
    actor.require(MANAGE_MAIL)
    transport.send(draft, message_id=new_message_id())


def queue_mail(*, key: str, kind: str, reference: int, delay: timedelta, now: datetime) -> OutgoingMail:
    """Put a letter into the outbox, in the caller's transaction, to leave after `delay`; the same key is put once."""
    with transaction.atomic():
        mail, is_new = OutgoingMail.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind, "reference": reference, "message_id": new_message_id(), "due_at": now + delay,
                "created_at": now,
            },
        )  # fmt: skip
        if is_new:
            _enqueue(mail)
    return mail


def cancel_mail(*, mail_id: int) -> None:
    """Keep a letter that waits from leaving; raises TooLateError when it is leaving, has left or was given up."""
    if not OutgoingMail.objects.filter(pk=mail_id, state=MailState.QUEUED).update(state=MailState.CANCELLED):
        raise TooLateError


def retry_mail(*, mail_id: int, now: datetime) -> None:
    """Try a failed letter again at once, under the same Message-ID; raises TooLateError for any other."""
    with transaction.atomic():
        fresh = {"state": MailState.QUEUED, "attempts": 0, "reason": "", "detail": "", "due_at": now}
        if not OutgoingMail.objects.filter(pk=mail_id, state=MailState.FAILED).update(**fresh):
            raise TooLateError
        mail = OutgoingMail.objects.get(pk=mail_id)
        _enqueue(mail)
        listener_of(mail.kind)(mail.reference, MailNews(state=MailState.QUEUED, at=now, due_at=now))


def deliver(*, mail_id: int, now: datetime) -> None:
    """Hand a letter to the server and write down what became of it.

    Whoever was killed while sending leaves it in `sending`: it is sent again, under the same Message-ID. What the
    server accepted and we wrote down is never sent again.
    """
    mine = OutgoingMail.objects.filter(pk=mail_id, state__in=(MailState.QUEUED, MailState.SENDING))
    if not mine.update(state=MailState.SENDING, attempts=F("attempts") + 1):
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        draft = _built(mail)
        if draft is None:
            mine.update(state=MailState.CANCELLED)
            return
        transport.send(draft, message_id=mail.message_id)
    except DeliveryError as error:
        _note_failure(mail, error, now=now)
        return
    _settle(mail, MailNews(state=MailState.SENT, at=now), sent_at=now)


def _built(mail: OutgoingMail) -> MailDraft | None:
    try:
        return builder_of(mail.kind)(mail.reference)
    except DeliveryError:
        raise
    except Exception as error:
        logger.exception("outgoing mail %s could not be made", mail.key)
        raise DeliveryError(Reason.NOT_MADE, detail=type(error).__name__) from error


def _note_failure(mail: OutgoingMail, error: DeliveryError, *, now: datetime) -> None:
    """Wait and try again where that may help, else tell people."""
    wait = None if error.is_final else wait_after(mail.attempts)
    state, due_at = (MailState.FAILED, None) if wait is None else (MailState.QUEUED, now + wait)
    news = MailNews(state=state, at=now, reason=error.reason, detail=error.detail, due_at=due_at)
    with transaction.atomic():
        _settle(mail, news, sent_at=None)
        if due_at is not None:
            _enqueue(mail)


def _settle(mail: OutgoingMail, news: MailNews, *, sent_at: datetime | None) -> None:
    """Write the outcome and tell whoever the letter belongs to, in one transaction."""
    with transaction.atomic():
        mail.state, mail.reason, mail.detail, mail.sent_at = news.state.value, news.reason, news.detail, sent_at
        mail.due_at = news.due_at or mail.due_at
        mail.save(update_fields=["state", "reason", "detail", "sent_at", "due_at"])
        listener_of(mail.kind)(mail.reference, news)


def _enqueue(mail: OutgoingMail) -> None:
    from zabota.foundation.messaging.jobs import deliver as job

    job.enqueue(unique=f"mail:{mail.pk}", run_at=mail.due_at, mail_id=mail.pk)


def new_message_id(domain: str = "") -> str:
    return f"<{secrets.token_hex(16)}@{domain or sender_domain()}>"


def sender_domain() -> str:
    return queries.sender().rpartition("@")[2].strip("> ") or "zabota.local"
