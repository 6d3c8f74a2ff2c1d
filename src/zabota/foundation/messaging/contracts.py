"""What others may see of outgoing mail: a letter as they compose it, its states, and why it did not leave.

declare_mail("letters.letter", build="zabota.capabilities.letters.posting.build", heard="….posting.heard")

The outbox keeps no words: `build(reference)` composes the letter when it leaves, None when there is nothing to send
any more, DeliveryError when it may not leave; `heard(reference, news)` is told, in one transaction with the outbox,
what became of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
    """A letter to one recipient: `text` is what programs without HTML show. `reply_to` as "Name <address>"."""

    recipient: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MailNews:
    """What became of a letter: sent, failed (with the reason), or queued again till `due_at`."""

    state: MailState
    at: datetime
    reason: str = ""
    detail: str = ""
    due_at: datetime | None = None


Build = Callable[[int], MailDraft | None]
Heard = Callable[[int, MailNews], None]

_kinds: dict[str, tuple[str, str]] = {}


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
