"""One letter over the wire, and the server's refusals in our words."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from zabota.foundation.messaging.contracts import DeliveryError, MailDraft, Reason
from zabota.foundation.messaging.queries import sender

TAKEN, WILL_FORWARD = 250, 251
REFUSED_FOR_GOOD = 500
DETAIL_CHARACTERS = 500
CHARSET = "utf-8"


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

    def send(self, draft: MailDraft, *, message_id: str) -> None:
        """Raises DeliveryError; CutOffError where nobody can tell whether the server has it."""
        letter = message(draft, message_id=message_id, connection=self.backend)
        if (smtp := self._smtp) is None:
            with _refusals():
                self.backend.send_messages([letter])
            return
        content = letter.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        with _refusals():
            _introduce(smtp, sanitize_address(letter.from_email, CHARSET), sanitize_address(draft.recipient, CHARSET))
        code: int
        answer: bytes | str
        try:
            code, answer = smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, error.smtp_error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise CutOffError(_text(error)) from error
        if code != TAKEN:
            _begin_anew(smtp)
            raise _refusal(Reason.REFUSED, code, answer)


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
    except UnicodeError as error:
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
