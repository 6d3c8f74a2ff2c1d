"""A letter is written: choose a template, answer what it asks, edit the words, see what leaves, send."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers.models import Customer, Purpose
from zabota.capabilities.letters import papers, queries, services
from zabota.capabilities.letters.contracts import WRITE_LETTERS, LetterError
from zabota.capabilities.letters.models import Letter, Template
from zabota.capabilities.letters.web import filling
from zabota.capabilities.letters.web.asked import customer_asked, language_for, number_of, sale_choices
from zabota.capabilities.letters.web.forms import LetterForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of, staff_of
from zabota.foundation.messaging.queries import mail_is_configured, sender

DOCUMENTS_OFFERED = 10


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, customer_id: int) -> HttpResponse:
    """GET fills the template in (its questions are parameters too), POST sends."""
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    customer = customer_asked(actor, customer_id)
    given = request.POST if request.method == "POST" else request.GET
    template = queries.find_template(actor, template_id=number_of(given.get("template")))
    form = _form(request, actor, customer, template)
    if request.method == "POST" and form.is_valid():
        try:
            letter = services.send_letter(actor, customer_id=customer.pk, told=form.told(), now=timezone.now())
        except LetterError as error:
            form.refuse(error)
        else:
            notify(
                request, _("The letter leaves in ten seconds."),
                undo_url=reverse("letters:call_back", args=[letter.pk]),
            )  # fmt: skip
            return redirect("customers:customer", customer.pk)
    shown = _shown(request, actor, customer, template) | {"form": form}
    return render(request, "letters/write.html", shown, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Exactly what leaves: from whom, to whom, with what."""
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    customer = customer_asked(actor, customer_id)
    documents = queries.documents_of(customer.pk, limit=DOCUMENTS_OFFERED)
    chosen = set(request.POST.getlist("attached"))
    form = "docx" if request.POST.get("format") == "docx" else "pdf"
    shown = {
        "sender": sender(), "recipient": request.POST.get("recipient", ""), "reply_to": staff_of(request).email,
        "subject": request.POST.get("subject", ""), "html": papers.as_page(request.POST.get("body", "")),
        "files": [papers.file_name(one, form=form) for one in documents if str(one.pk) in chosen],
        "refusal": queries.refusal(customer.pk, purpose=_purpose(request.POST.get("purpose", ""))),
    }  # fmt: skip
    return render(request, "letters/envelope.html", shown)


def _form(request: HttpRequest, actor: Actor, customer: Customer, template: Template | None) -> LetterForm:
    choices: dict[str, Any] = {
        "emails": queries.emails_of(customer),
        "documents": queries.documents_of(customer.pk, limit=DOCUMENTS_OFFERED),
    }
    if request.method == "POST":
        return LetterForm(request.POST, **choices)
    return LetterForm(initial=_initial(request, actor, customer, template), **choices)


def _initial(request: HttpRequest, actor: Actor, customer: Customer, template: Template | None) -> dict[str, Any]:
    again = _called_back(customer, request.GET.get("again", ""))
    initial: dict[str, Any] = {
        "token": uuid.uuid4(), "language": language_for(customer), "purpose": Purpose.SERVICE.value,
        "attached": [number] if (number := number_of(request.GET.get("document"))) else [],
    }  # fmt: skip
    if again is not None:
        names = ("recipient", "purpose", "subject", "body", "language")
        attached = [one["document"] for one in again.attached]
        return initial | {name: getattr(again, name) for name in names} | {"attached": attached}
    if template is None:
        return initial
    questions = filling.questions_of(template, request.GET)
    initial |= {"template": template.pk, "language": template.language, "purpose": template.purpose}
    if not filling.is_answered(questions, request.GET):
        return initial
    draft = filling.fill(
        actor, template=template, customer=customer, questions=questions,
        order_id=number_of(request.GET.get("order")), now=timezone.now(),
    )  # fmt: skip
    return initial | {"subject": draft.subject, "body": draft.body, "missing": draft.missing}


def _shown(request: HttpRequest, actor: Actor, customer: Customer, template: Template | None) -> dict[str, object]:
    questions = filling.questions_of(template, request.GET)
    is_asking = request.method == "GET" and not filling.is_answered(questions, request.GET)
    return {
        "customer": customer, "template": template, "is_asking": is_asking,
        "questions": questions, "has_mail": bool(queries.emails_of(customer)), "is_configured": mail_is_configured(),
        "templates": queries.templates_to_choose(actor, of_documents=False, language=language_for(customer)),
        "sales": sale_choices(actor, customer, template, request.GET.get("order", "")),
        "document": request.GET.get("document", ""),
    }  # fmt: skip


def _called_back(customer: Customer, text: str) -> Letter | None:
    number = number_of(text)
    return queries.letters_called_back(customer.pk).filter(pk=number).first() if number else None


def _purpose(text: str) -> str:
    return text if text in Purpose.values else Purpose.SERVICE.value
