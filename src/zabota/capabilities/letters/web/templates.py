"""Templates: the list, the page of one with its preview, the letterhead."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.letters import facts, papers, placeholders, queries, services
from zabota.capabilities.letters.contracts import MANAGE_LETTERHEAD, SHARE_TEMPLATES, WRITE_LETTERS, LetterError
from zabota.capabilities.letters.models import Template
from zabota.capabilities.letters.starters import find_starter, starters
from zabota.capabilities.letters.web.filling import filled
from zabota.capabilities.letters.web.forms import LetterheadForm, TemplateForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of

EXAMPLES_SHOWN = 20
FIELDS = ("name", "kind", "language", "purpose", "subject", "body", "is_shared")


@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    shown = {
        "templates": queries.list_templates(actor),
        "starters": starters(first=get_language() or "en"),
        "may_set_letterhead": actor.may(MANAGE_LETTERHEAD),
    }
    return render(request, "letters/templates.html", shown)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    starter = find_starter(request.GET.get("starter", ""))
    may_share = actor.may(SHARE_TEMPLATES)
    initial = {name: getattr(starter, name) for name in FIELDS if starter and name != "is_shared"}
    form = TemplateForm(
        request.POST or None, may_share=may_share,
        initial={"language": (get_language() or "en")[:2], "is_shared": may_share} | initial,
    )  # fmt: skip
    return _form_page(request, actor, form, template=None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, template_id: int) -> HttpResponse:
    actor = actor_of(request)
    template = _known(actor, template_id)
    initial = {name: getattr(template, name) for name in FIELDS}
    form = TemplateForm(request.POST or None, may_share=actor.may(SHARE_TEMPLATES), initial=initial)
    return _form_page(request, actor, form, template=template)


@require_POST
def delete(request: HttpRequest, template_id: int) -> HttpResponse:
    actor = actor_of(request)
    _known(actor, template_id)
    change_id = services.delete_template(actor, template_id=template_id, now=timezone.now())
    notify(request, _("The template is deleted."), undo_url=reverse("undo:undo", args=[change_id]))
    return redirect("letters:templates")


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as a real customer would get it, or where it cannot be understood."""
    actor = actor_of(request)
    actor.require(WRITE_LETTERS)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    number = request.POST.get("example", "")
    customer = customers.visible_to(actor).filter(pk=int(number) if number.isdecimal() else 0).first()
    language = "ru" if request.POST.get("language") == "ru" else "en"
    try:
        values = (
            facts.values_for(actor, customer=customer, language=language, order_id=None, now=timezone.now())
            if customer else {}
        )  # fmt: skip
        draft = filled(subject, body, values=values, answers=placeholders.questions_in(subject, body))
    except placeholders.TemplateError as error:
        return render(request, "letters/preview.html", {"problems": error.problems})
    return render(request, "letters/preview.html", {"draft": draft, "html": papers.as_page(draft.body)})


@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_LETTERHEAD)
    head = queries.get_letterhead()
    initial = {"requisites": head.requisites}
    form = LetterheadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        logo = None if given["without_logo"] else (given["logo"] or head.logo)
        services.change_letterhead(actor, requisites=given["requisites"], logo=bytes(logo) if logo else None)
        messages.success(request, _("Saved."))
        return redirect("letters:letterhead")
    shown = {"form": form, "has_logo": bool(head.logo)}
    return render(request, "letters/letterhead.html", shown, status=422 if form.errors else 200)


def _form_page(request: HttpRequest, actor: Actor, form: TemplateForm, *, template: Template | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            number = template.pk if template else None
            kept, change_id = services.save_template(actor, template_id=number, told=form.told(), now=timezone.now())
        except LetterError as error:
            form.refuse(error)
        else:
            undo_url = reverse("undo:undo", args=[change_id]) if change_id else ""
            notify(request, _("The template is kept."), undo_url=undo_url)
            return redirect("letters:template", kept.pk)
    may_change = template is None or not template.is_shared or actor.may(SHARE_TEMPLATES)
    shown = {
        "form": form, "template": template, "may_change": may_change, "places": placeholders.PLACES.items(),
        "examples": queries.customers_to_try(actor, limit=EXAMPLES_SHOWN),
    }  # fmt: skip
    return render(request, "letters/template.html", shown, status=422 if form.errors else 200)


def _known(actor: Actor, template_id: int) -> Template:
    found = queries.find_template(actor, template_id=template_id)
    if found is None:
        raise Http404
    return found
