"""One letter over the wire, and the server's refusals in our words."""

import smtplib

from django.core.mail import EmailMultiAlternatives, get_connection

from zabota.foundation.messaging.contracts import DeliveryError, MailDraft, Reason
from zabota.foundation.messaging.queries import sender

REFUSED_FOR_GOOD = 500
DETAIL_CHARACTERS = 500


def send(draft: MailDraft, *, message_id: str) -> None:
    """Hand the letter to the server; raises DeliveryError when the server has not accepted it."""
    try:
        message(draft, message_id=message_id).send()
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
    except OSError as error:
        raise DeliveryError(Reason.NO_ANSWER, detail=_text(error), is_final=False) from error


def message(draft: MailDraft, *, message_id: str) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        draft.subject, draft.text, from_email=sender(), to=[draft.recipient], connection=get_connection(),
        reply_to=[draft.reply_to] if draft.reply_to else None, headers={"Message-ID": message_id},
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
