"""The settings page of the company's own fields."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers import custom_fields, profile_words, services
from zabota.capabilities.customers.contracts import MANAGE_FIELDS, BadValueError
from zabota.capabilities.customers.models import CustomField
from zabota.capabilities.customers.web.field_forms import FieldForm, OptionForms, options_of
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.web.requests import actor_of


@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    actor_of(request).require(MANAGE_FIELDS)
    known = custom_fields.list_fields(with_archived=True)
    group, _fields = profile_words.start_set(get_language() or "en")
    shown = {
        "fields": [field for field in known if not field.is_archived],
        "archived": [field for field in known if field.is_archived],
        "offers_profile": not any(field.group == group for field in known),
    }
    return render(request, "customers/fields.html", shown)


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, field_id: int | None = None) -> HttpResponse:
    """A new field, or one to change: the same form."""
    actor = actor_of(request)
    actor.require(MANAGE_FIELDS)
    known = get_object_or_404(CustomField, pk=field_id) if field_id is not None else None
    form = FieldForm(request.POST or None, known=known)
    options = OptionForms(request.POST or None, prefix="options", initial=options_of(known))
    if request.method == "POST" and form.is_valid() and options.is_valid():
        try:
            services.save_field(actor, field_id=field_id, told=form.told(), options=form.options(options))
        except BadValueError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            notify(request, _("The field is saved."))
            return redirect("customers:fields")
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/field.html", {"form": form, "options": options, "field": known}, status=status)


@require_POST
def archive_field(request: HttpRequest, field_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_FIELDS)
    known = get_object_or_404(CustomField, pk=field_id)
    services.archive_field(actor, field_id=known.pk, is_archived=not known.is_archived)
    return redirect("customers:fields")


@require_POST
def add_profile(request: HttpRequest) -> HttpResponse:
    services.add_profile(actor_of(request), language=get_language() or "en")
    notify(request, _("The profile is on every card: change its words as you like."))
    return redirect("customers:fields")
