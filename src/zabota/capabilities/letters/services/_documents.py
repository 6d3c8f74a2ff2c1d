from datetime import datetime

from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.letters import queries
from zabota.capabilities.letters.contracts import (
    DOCUMENT_KEPT,
    DOCUMENT_MADE,
    WRITE_LETTERS,
    DocumentDraft,
    LetterError,
)
from zabota.capabilities.letters.models import Document, TemplateKind
from zabota.capabilities.letters.services._letters import require_filled
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo


def keep_document(actor: Actor, *, customer_id: int, told: DocumentDraft, now: datetime) -> tuple[Document, int]:
    """Keep a document among the customer's; returns it with the change that takes it away again.

    Leaves `letters.document_made`. Raises LetterError, Customer.DoesNotExist.
    """
    actor.require(WRITE_LETTERS)
    customer = customers.get_customer(actor, customer_id=customer_id)
    if told.kind not in TemplateKind.values or told.kind == TemplateKind.MESSAGE:
        raise LetterError(_("Choose from the list."), field="kind")
    for field in ("title", "body"):
        require_filled(field, getattr(told, field))
    template = queries.find_template(actor, template_id=told.template_id)
    with undo.recording(actor, kind=DOCUMENT_KEPT, now=now, data={"customer_id": customer.pk}) as recorder:
        (document,) = recorder.insert([Document(
            customer=customer, kind=told.kind, title=" ".join(told.title.split()), body=told.body.strip(),
            language=told.language, template=template, template_version=template.version if template else None,
            author_id=actor.staff_id, author_name=actor.name[:150], created_at=now,
        )])  # fmt: skip
        events.publish(
            kind=DOCUMENT_MADE, actor=actor, customer_id=customer.pk, occurred_at=now,
            data={"document": document.pk, "title": document.title}, origin=undo.origin_of(recorder.change),
        )  # fmt: skip
        audit.record(
            actor=actor, action="letters.document_made", object_kind="customer", object_id=customer.pk,
            after={"document": document.pk, "kind": told.kind},
        )  # fmt: skip
    return document, recorder.change.pk
