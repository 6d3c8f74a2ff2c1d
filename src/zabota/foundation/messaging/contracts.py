"""What others may see of outgoing mail: a letter as they compose it, its states, and why it did not leave.

declare_mail("letters.letter", build="zabota.capabilities.letters.posting.build", heard="….posting.heard")

The outbox keeps no words: `build(reference)` composes the letter when it leaves, None when there is nothing to send
any more, DeliveryError when it may not leave; `heard(reference, news)` is told, in one transaction with the outbox,
what became of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import Role, declare_permission

MANAGE_MAIL = declare_permission("messaging.manage", _("Set up the mail server"), {Role.OWNER})


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HELD = "held"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why a letter did not leave."""

    NOT_CONFIGURED = "not_configured"
    UNREADABLE_PASSWORD = "unreadable_password"  # noqa: S105 - the name of a reason
    NO_ANSWER = "no_answer"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    REFUSED = "refused"
    NOT_MADE = "not_made"
    WITHDRAWN = "withdrawn"
    CUT_OFF = "cut_off"


REASON_WORDS: dict[Reason, Promise] = {
    Reason.NOT_CONFIGURED: _("No mail server is set up: the owner does it in Settings → Mail."),
    Reason.UNREADABLE_PASSWORD: _("The password of the mail server cannot be read any more: enter it again."),
    Reason.NO_ANSWER: _("The mail server does not answer."),
    Reason.SIGN_IN: _("The mail server does not accept the user or the password."),
    Reason.SENDER: _("The mail server does not let us send from this address."),
    Reason.RECIPIENT: _("The mail server refuses the recipient: check the address."),
    Reason.REFUSED: _("The mail server refuses the letter."),
    Reason.NOT_MADE: _("The letter could not be made."),
    Reason.WITHDRAWN: _("The customer has asked meanwhile not to be written to."),
    Reason.CUT_OFF: _("The line broke just as the letter was handed over: perhaps it has left."),
}


class DeliveryError(Exception):
    """The letter did not leave; `is_final` when trying again by ourselves would not help."""

    def __init__(self, reason: Reason, *, detail: str = "", is_final: bool = True) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.is_final = is_final


class TooLateError(Exception):
    """The letter is already leaving, or has left."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class MailDraft:
    """A letter to one recipient: `text` is what programs without HTML show. `reply_to` as "Name <address>".

    `headers` stand beside ours (`List-Unsubscribe`).
    """

    recipient: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MailNews:
    """What became of a letter: sent, failed (with the reason), queued again till `due_at`, or nobody knows."""

    state: MailState
    at: datetime
    reason: str = ""
    detail: str = ""
    due_at: datetime | None = None


Build = Callable[[int], MailDraft | None]
Heard = Callable[[int, MailNews], None]

_kinds: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A letter of a mailing as it is put into the outbox."""

    key: str
    reference: int
    due_at: datetime


Composed = MailDraft | DeliveryError | datetime
HeardMany = Callable[[Mapping[int, MailNews]], None]
Compose = Callable[[Sequence[int]], Mapping[int, Composed]]


def declare_mailing(kind: str, *, compose: str, heard: str) -> str:
    """Letters to many, one like another: `compose(references)` makes a batch of them with few queries.

    Whoever is absent from its answer gets nothing any more; a moment says "not before". A mailing is sent at most once:
    a letter that was on the wire when the worker was killed, or the line broke, is UNCLEAR, and only a person sends it
    again. `heard(news)` is told of many at once, by reference; after a crash of some that were sent once more.
    """
    _kinds[kind] = (compose, heard)
    return kind


def audience_of(kind: str) -> HeardMany:
    heard: HeardMany = _load(_kinds[kind][1])
    return heard


def composer_of(kind: str) -> Compose:
    compose: Compose = _load(_kinds[kind][0])
    return compose


def declare_mail(kind: str, *, build: str, heard: str) -> str:
    """Say who composes letters of a kind and who is told of them, by their paths; returns the kind."""
    _kinds[kind] = (build, heard)
    return kind


def builder_of(kind: str) -> Build:
    build: Build = _load(_kinds[kind][0])
    return build


def listener_of(kind: str) -> Heard:
    heard: Heard = _load(_kinds[kind][1])
    return heard


@cache
def _load(path: str) -> Any:  # noqa: ANN401 - one of two functions
    return import_string(path)
