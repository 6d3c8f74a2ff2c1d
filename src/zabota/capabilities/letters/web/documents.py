"""A document is made of a template, kept among the customer's, taken away as PDF or Word."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.letters import papers, queries, services
from zabota.capabilities.letters.contracts import WRITE_LETTERS, LetterError
from zabota.capabilities.letters.models import Document, Template, TemplateKind
from zabota.capabilities.letters.web import filling
from zabota.capabilities.letters.web.asked import customer_asked, language_for, number_of, sale_choices
from zabota.capabilities.letters.web.forms import DocumentForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    customer = customer_asked(actor, customer_id)
    given = request.POST if request.method == "POST" else request.GET
    template = queries.find_template(actor, template_id=number_of(given.get("template")))
    form = DocumentForm(
        request.POST if request.method == "POST" else None, initial=_initial(request, actor, customer, template)
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept, change_id = services.keep_document(
                actor, customer_id=customer.pk, told=form.told(), now=timezone.now()
            )
        except LetterError as error:
            form.refuse(error)
        else:
            notify(request, _("The document is kept."), undo_url=reverse("undo:undo", args=[change_id]))
            return redirect("letters:document", kept.pk)
    questions = filling.questions_of(template, request.GET)
    shown = {
        "customer": customer, "template": template, "form": form, "questions": questions,
        "is_asking": request.method == "GET" and not filling.is_answered(questions, request.GET),
        "templates": queries.templates_to_choose(actor, of_documents=True, language=language_for(customer)),
        "sales": sale_choices(actor, customer, template, request.GET.get("order", "")),
    }  # fmt: skip
    return render(request, "letters/make.html", shown, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    customer_asked(actor, customer_id)
    return render(request, "letters/sheet.html", {"html": papers.as_page(request.POST.get("body", ""))})


@require_GET
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    known = _known(actor_of(request), document_id)
    shown = {"document": known, "customer": known.customer, "html": papers.as_page(known.body)}
    return render(request, "letters/document.html", shown)


@require_GET
def download(request: HttpRequest, document_id: int, form: str) -> HttpResponse:
    known = _known(actor_of(request), document_id)
    if form not in papers.FORMATS:
        raise Http404
    file = papers.file_of(known, form=form)
    response = HttpResponse(file.content, content_type=file.content_type)
    response.headers["Content-Disposition"] = papers.disposition(file.name)
    return response


def _initial(request: HttpRequest, actor: Actor, customer: Customer, template: Template | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"kind": TemplateKind.OFFER.value, "language": language_for(customer)}
    if template is None:
        return initial
    questions = filling.questions_of(template, request.GET)
    initial |= {"template": template.pk, "kind": template.kind, "language": template.language}
    if not filling.is_answered(questions, request.GET):
        return initial
    draft = filling.fill(
        actor, template=template, customer=customer, questions=questions,
        order_id=number_of(request.GET.get("order")), now=timezone.now(),
    )  # fmt: skip
    return initial | {"title": draft.subject or template.name, "body": draft.body, "missing": draft.missing}


def _known(actor: Actor, document_id: int) -> Document:
    try:
        return queries.get_document(actor, document_id=document_id)
    except Document.DoesNotExist as error:
        raise Http404 from error
