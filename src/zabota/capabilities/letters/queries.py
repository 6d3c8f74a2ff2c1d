"""Reading templates, letters and documents: what this person may see, with a bounded number of SQL queries."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Channel, ContactKind, Customer, Purpose
from zabota.capabilities.letters.contracts import WRITE_LETTERS
from zabota.capabilities.letters.models import Document, Letter, Letterhead, Template, TemplateKind
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.sales.contracts import READ_ORDERS
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.messaging.contracts import MailState


def templates_of(actor: Actor) -> QuerySet[Template]:
    """Shared ones and one's own."""
    actor.require(WRITE_LETTERS)
    return Template.objects.filter(Q(is_shared=True) | Q(owner_id=actor.staff_id, owner_id__isnull=False))


def list_templates(actor: Actor) -> list[Template]:
    return list(templates_of(actor).select_related("owner"))


def templates_to_choose(actor: Actor, *, of_documents: bool, language: str) -> list[Template]:
    """Those of the customer's language first."""
    found = [one for one in templates_of(actor) if (one.kind != TemplateKind.MESSAGE) == of_documents]
    return sorted(found, key=lambda one: (one.language != language, one.name.casefold()))


def find_template(actor: Actor, *, template_id: int | None) -> Template | None:
    return None if template_id is None else templates_of(actor).filter(pk=template_id).first()


def customers_to_try(actor: Actor, *, limit: int) -> list[Customer]:
    """Whose data a preview shows: those who bought last, else those who came last."""
    seen = customers.visible_to(actor)
    buyers = sales.latest_buyers(limit=limit) if actor.may(READ_ORDERS) else []
    return list(seen.filter(pk__in=buyers)) or list(seen.order_by("-id")[:limit])


def emails_of(customer: Customer) -> list[str]:
    return [point.value for point in customer.contacts.all() if point.kind == ContactKind.EMAIL]


def refusal(customer_id: int, *, purpose: str) -> str:
    """Why this customer may not be written to for this purpose, in words; "" when he may."""
    entry = customers.consents_in_force(customer_id).get((purpose, Channel.EMAIL))
    if customers.allows(entry, purpose=purpose):
        return ""
    names = {"purpose": str(Purpose(purpose).label)}
    if entry is None:
        return (
            _("The card holds no consent to e-mail about this: “%(purpose)s”. Ask for it and keep the answer.") % names
        )
    names["day"] = formats.day(timezone.localdate(entry.recorded_at), today=timezone.localdate())
    said = _("On %(day)s the customer asked us not to write by e-mail about this: “%(purpose)s”.") % names
    return " ".join(filter(None, (said, entry.how)))


def letters_of(customer_id: int, *, limit: int) -> list[Letter]:
    """The latest first, without those called back: one query."""
    rows = (
        Letter.objects.filter(customer_id=customer_id).exclude(mail__state=MailState.CANCELLED).select_related("mail")
    )
    return list(rows[:limit])


def documents_of(customer_id: int, *, limit: int) -> list[Document]:
    return list(Document.objects.filter(customer_id=customer_id).defer("body")[:limit])


def get_letter(actor: Actor, *, letter_id: int) -> Letter:
    """Letters of customers this person may not see do not exist."""
    actor.require(WRITE_LETTERS)
    rows = Letter.objects.filter(customer__in=customers.visible_to(actor)).select_related("mail", "customer")
    return rows.get(pk=letter_id)


def get_document(actor: Actor, *, document_id: int) -> Document:
    actor.require(WRITE_LETTERS)
    return (
        Document.objects.filter(customer__in=customers.visible_to(actor)).select_related("customer").get(pk=document_id)
    )


def get_letterhead() -> Letterhead:
    return Letterhead.objects.filter(pk=1).first() or Letterhead(pk=1)


def made_of(template_id: int) -> tuple[QuerySet[Document], QuerySet[Letter]]:
    return Document.objects.filter(template_id=template_id), Letter.objects.filter(template_id=template_id)


def letters_called_back(customer_id: int) -> QuerySet[Letter]:
    return Letter.objects.filter(customer_id=customer_id, mail__state=MailState.CANCELLED)


def attached_to(letter: Letter) -> list[Document]:
    numbers = [one["document"] for one in letter.attached]
    return list(Document.objects.filter(pk__in=numbers, customer_id=letter.customer_id).defer("body"))
