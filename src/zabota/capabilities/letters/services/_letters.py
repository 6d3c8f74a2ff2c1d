from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer, Purpose
from zabota.capabilities.letters import queries
from zabota.capabilities.letters.contracts import (
    LETTER_MAIL,
    LETTER_QUEUED,
    UNDO_WINDOW,
    WRITE_LETTERS,
    Attached,
    LetterDraft,
    LetterError,
)
from zabota.capabilities.letters.models import Document, Letter
from zabota.capabilities.letters.posting import origin_of
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.messaging import services as messaging
from zabota.foundation.messaging.contracts import REASON_WORDS, Reason
from zabota.foundation.messaging.queries import mail_is_configured


def send_letter(actor: Actor, *, customer_id: int, told: LetterDraft, now: datetime) -> Letter:
    """Put a letter on its way: it leaves after UNDO_WINDOW, and stands on the timeline at once.

    A form sent twice (`told.token`) sends one letter. Leaves `letters.queued`, then `letters.sent` or
    `letters.failed` in its place. Raises LetterError, Customer.DoesNotExist.
    """
    actor.require(WRITE_LETTERS)
    customer = customers.get_customer(actor, customer_id=customer_id)
    if known := Letter.objects.filter(token=told.token, customer_id=customer_id).first():
        return known
    _require_allowed(customer, told)
    template = queries.find_template(actor, template_id=told.template_id)
    with transaction.atomic():
        letter = Letter.objects.create(
            customer=customer, token=told.token, recipient=told.recipient, subject=" ".join(told.subject.split()),
            body=told.body.strip(), language=told.language, purpose=told.purpose,
            attached=[{"document": one.document_id, "format": one.format} for one in told.attached],
            template=template, template_version=template.version if template else None, author_id=actor.staff_id,
            author_name=actor.name[:150], created_at=now,
        )  # fmt: skip
        letter.mail = messaging.queue_mail(
            key=f"letter:{told.token}", kind=LETTER_MAIL, reference=letter.pk, delay=UNDO_WINDOW, now=now
        )
        letter.save(update_fields=["mail"])
        events.publish(
            kind=LETTER_QUEUED, actor=actor, customer_id=customer.pk, occurred_at=now, origin=origin_of(letter),
            data={"letter": letter.pk, "subject": letter.subject},
        )  # fmt: skip
        audit.record(
            actor=actor, action="letters.written", object_kind="customer", object_id=customer.pk,
            after={"letter": letter.pk, "purpose": told.purpose, "attached": len(told.attached)},
        )  # fmt: skip
    return letter


def call_back(actor: Actor, *, letter_id: int) -> Letter:
    """Keep a letter that waits from leaving; it goes from the timeline, its text can be sent again.

    Raises TooLateError when it is leaving or has left, Letter.DoesNotExist.
    """
    letter = queries.get_letter(actor, letter_id=letter_id)
    with transaction.atomic():
        messaging.cancel_mail(mail_id=_mail_of(letter))
        events.retract(origin=origin_of(letter))
        audit.record(
            actor=actor, action="letters.called_back", object_kind="customer", object_id=letter.customer_id,
            after={"letter": letter.pk},
        )  # fmt: skip
    return letter


def retry_letter(actor: Actor, *, letter_id: int, now: datetime) -> Letter:
    """Send a letter that failed once more, if the customer still lets us; raises LetterError, TooLateError."""
    letter = queries.get_letter(actor, letter_id=letter_id)
    if refusal := queries.refusal(letter.customer_id, purpose=letter.purpose):
        raise LetterError(refusal)
    with transaction.atomic():
        messaging.retry_mail(mail_id=_mail_of(letter), now=now)
        audit.record(
            actor=actor, action="letters.retried", object_kind="customer", object_id=letter.customer_id,
            after={"letter": letter.pk},
        )  # fmt: skip
    return letter


def _mail_of(letter: Letter) -> int:
    if letter.mail_id is None:
        raise LetterError(_("This letter has no way out any more: write it again."))
    return letter.mail_id


def _require_allowed(customer: Customer, told: LetterDraft) -> None:
    """Words, a recipient of this customer, nothing left to fill in, the customer's consent and a server."""
    if told.purpose not in Purpose.values:
        raise LetterError(_("Choose from the list."), field="purpose")
    if told.recipient not in queries.emails_of(customer) or not parseaddr(told.recipient)[1]:
        raise LetterError(_("Choose an e-mail of this customer."), field="recipient")
    for field in ("subject", "body"):
        require_filled(field, getattr(told, field))
    if refusal := queries.refusal(customer.pk, purpose=told.purpose):
        raise LetterError(refusal, field="purpose")
    _require_documents(customer, told.attached)
    if not mail_is_configured():
        raise LetterError(REASON_WORDS[Reason.NOT_CONFIGURED])


def require_filled(field: str, text: str) -> None:
    """A text that still asks for something does not leave. Raises LetterError with the line."""
    if not text.strip():
        raise LetterError(_("Write something first."), field=field)
    for number, line in enumerate(text.splitlines(), start=1):
        if "{{" in line or "}}" in line:
            raise LetterError(
                _("Line %(line)s still waits for its words: %(text)s")
                % {"line": number, "text": line[line.find("{{") :][:60]},
                field=field,
            )


def _require_documents(customer: Customer, attached: Sequence[Attached]) -> None:
    wanted = {one.document_id for one in attached}
    if Document.objects.filter(pk__in=wanted, customer=customer).count() != len(wanted):
        raise LetterError(_("A document is not there any more: choose another."), field="attached")
    if any(one.format not in ("pdf", "docx") for one in attached):
        raise LetterError(_("Choose from the list."), field="attached")
