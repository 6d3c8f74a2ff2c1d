"""One letter over the wire, and the server's refusals in our words."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from zabota.foundation.messaging import plain_mime
from zabota.foundation.messaging.contracts import DeliveryError, MailDraft, Reason
from zabota.foundation.messaging.queries import sender

TAKEN, WILL_FORWARD = 250, 251
REFUSED_FOR_GOOD = 500
DETAIL_CHARACTERS = 500


class CutOffError(Exception):
    """The line broke while the text was handed over: the server may have taken it or not."""


def send(draft: MailDraft, *, message_id: str) -> None:
    """Hand the letter to the server; raises DeliveryError when the server has not accepted it."""
    with _refusals():
        message(draft, message_id=message_id).send()


class Line:
    """One connection for many letters; a refusal leaves it ready for the next one."""

    def __init__(self) -> None:
        self.backend = get_connection()

    def __enter__(self) -> Self:
        with _refusals():
            self.backend.open()
            if (smtp := self._smtp) is not None:
                smtp.ehlo_or_helo_if_needed()
        return self

    def __exit__(self, *_error: object) -> None:
        self.backend.close()

    @property
    def _smtp(self) -> smtplib.SMTP | None:
        """None where letters go elsewhere, as in tests without a server."""
        smtp = getattr(self.backend, "connection", None)
        return smtp if isinstance(smtp, smtplib.SMTP) else None

    def make(self, draft: MailDraft, *, message_id: str) -> "Ready":
        """The letter as it will go on the wire. Raises DeliveryError."""
        sender_line = getattr(self.backend, "sender", None) or sender()
        with _refusals():
            if self._smtp is None:
                return Ready(letter=message(draft, message_id=message_id, connection=self.backend))
            if plain_mime.is_plain(draft):
                content = plain_mime.content_of(draft, sender=sender_line, message_id=message_id)
            else:
                letter = message(draft, message_id=message_id, connection=self.backend).message()
                content = letter.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            people = (plain_mime.address_line(sender_line), plain_mime.address_line(draft.recipient))
        return Ready(content=content, people=people)

    def hand_over(self, ready: "Ready") -> None:
        """Raises DeliveryError; CutOffError where nobody can tell whether the server has it."""
        if (smtp := self._smtp) is None:
            with _refusals():
                self.backend.send_messages([ready.letter] if ready.letter else [])
            return
        with _refusals():
            _introduce(smtp, *ready.people)
        code: int
        answer: bytes | str
        try:
            code, answer = smtp.data(ready.content)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, error.smtp_error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise CutOffError(_text(error)) from error
        if code != TAKEN:
            _begin_anew(smtp)
            raise _refusal(Reason.REFUSED, code, answer)


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A letter as it goes on the wire, or, where there is no server of mail, as the library takes it."""

    content: bytes = b""
    people: tuple[str, str] = ("", "")
    letter: EmailMultiAlternatives | None = None


def _introduce(smtp: smtplib.SMTP, from_address: str, recipient: str) -> None:
    """Who writes to whom."""
    code, answer = smtp.mail(parseaddr(from_address)[1])
    if code != TAKEN:
        _begin_anew(smtp)
        raise smtplib.SMTPSenderRefused(code, answer, from_address)
    code, answer = smtp.rcpt(recipient)
    if code not in (TAKEN, WILL_FORWARD):
        _begin_anew(smtp)
        raise smtplib.SMTPRecipientsRefused({recipient: (code, answer)})


def _begin_anew(smtp: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        smtp.rset()


@contextmanager
def _refusals() -> Iterator[None]:
    """What the mail library raises, in our words."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _refusal(Reason.SIGN_IN, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPSenderRefused as error:
        raise _refusal(Reason.SENDER, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _refusal(Reason.RECIPIENT, code, answer) from error
    except smtplib.SMTPDataError as error:
        raise _refusal(Reason.REFUSED, error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise DeliveryError(Reason.NO_ANSWER, detail=_text(error), is_final=False) from error
    except smtplib.SMTPException as error:
        raise DeliveryError(Reason.REFUSED, detail=_text(error)) from error
    except ValueError as error:  # UnicodeError too: an address, or a header of several lines
        raise DeliveryError(Reason.RECIPIENT, detail=_text(error)) from error
    except OSError as error:
        raise DeliveryError(Reason.NO_ANSWER, detail=_text(error), is_final=False) from error


def message(
    draft: MailDraft, *, message_id: str, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:  # fmt: skip
    letter = EmailMultiAlternatives(
        draft.subject, draft.text, from_email=getattr(connection, "sender", None) or sender(), to=[draft.recipient],
        connection=connection or get_connection(), reply_to=[draft.reply_to] if draft.reply_to else None,
        headers={"Message-ID": message_id, **draft.headers},
    )  # fmt: skip
    if draft.html:
        letter.attach_alternative(draft.html, "text/html")
    for attached in draft.attachments:
        letter.attach(attached.name, attached.content, attached.content_type)
    return letter


def _refusal(reason: Reason, code: int, answer: bytes | str) -> DeliveryError:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return DeliveryError(reason, detail=f"{code} {said}"[:DETAIL_CHARACTERS], is_final=code >= REFUSED_FOR_GOOD)


def _text(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:DETAIL_CHARACTERS]
