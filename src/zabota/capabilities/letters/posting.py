"""A letter as it leaves, and what is told of it: the two ends by which letters meet the outbox."""

from email.utils import formataddr

from zabota.capabilities.letters import papers, queries
from zabota.capabilities.letters.contracts import LETTER_FAILED, LETTER_QUEUED, LETTER_SENT
from zabota.capabilities.letters.models import Document, Letter
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.messaging.contracts import Attachment, DeliveryError, MailDraft, MailNews, MailState, Reason

EVENTS = {MailState.QUEUED: LETTER_QUEUED, MailState.SENT: LETTER_SENT, MailState.FAILED: LETTER_FAILED}


def origin_of(letter: Letter) -> str:
    return f"letter:{letter.pk}"


def build(letter_id: int) -> MailDraft | None:
    """The letter as it leaves; a customer who took the consent back while it waited is not written to."""
    letter = Letter.objects.select_related("author").filter(pk=letter_id).first()
    if letter is None:
        return None
    if queries.refusal(letter.customer_id, purpose=letter.purpose):
        raise DeliveryError(Reason.WITHDRAWN)
    return draft_of(letter)


def draft_of(letter: Letter) -> MailDraft:
    author = letter.author
    return MailDraft(
        recipient=letter.recipient,
        subject=letter.subject,
        text=papers.as_text(letter.body),
        html=papers.as_mail(letter.body, language=letter.language),
        reply_to=formataddr((author.name, author.email)) if author else "",
        attachments=tuple(_attachment(letter, one["document"], one["format"]) for one in letter.attached),
    )


def heard(letter_id: int, news: MailNews) -> None:
    """The one line of the letter on the timeline says how it is now."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    events.retract(origin=origin_of(letter))
    events.publish(
        kind=EVENTS[news.state], actor=_writer(letter), customer_id=letter.customer_id, occurred_at=news.at,
        origin=origin_of(letter), data={"letter": letter.pk, "subject": letter.subject, "reason": str(news.reason)},
    )  # fmt: skip


def _writer(letter: Letter) -> Actor:
    if letter.author_id is None:
        return SYSTEM
    return Actor(kind="staff", id=letter.author_id, name=letter.author_name)


def _attachment(letter: Letter, document_id: int, form: str) -> Attachment:
    document = Document.objects.get(pk=document_id, customer_id=letter.customer_id)
    return papers.file_of(document, form=form)
