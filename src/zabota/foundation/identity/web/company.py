"""The owner's pages about the company: settings, branches, who may do what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.foundation.identity import queries, services
from zabota.foundation.identity.contracts import (
    MANAGE_COMPANY,
    MANAGE_STAFF,
    ROLE_LABELS,
    IdentityError,
    Role,
    declared_permissions,
)
from zabota.foundation.identity.forms import BranchForm, CompanyForm
from zabota.foundation.identity.models import Branch
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_COMPANY)
    now = queries.get_company()
    margin = None if now.margin_rate is None else (now.margin_rate * 100).normalize()
    initial = {
        "name": now.name, "currency": now.currency, "time_zone": now.time_zone, "language": now.language,
        "margin_percent": None if margin is None else f"{margin:f}",
    }  # fmt: skip
    form = CompanyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_company(
                actor, name=data["name"], currency=data["currency"], time_zone=data["time_zone"],
                language=data["language"], margin_rate=form.margin_rate(),
            )  # fmt: skip
        except IdentityError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("identity:company")
    return render(request, "identity/company.html", {"form": form})


@require_http_methods(["GET", "POST"])
def branches(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_STAFF)
    form = BranchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_branch(actor, name=form.cleaned_data["name"])
        except IdentityError as error:
            form.refuse(error)
        else:
            return redirect("identity:branches")
    return render(request, "identity/branches.html", {"form": form, "branches": queries.list_branches()})


@require_http_methods(["GET", "POST"])
def branch(request: HttpRequest, branch_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_STAFF)
    known = get_object_or_404(Branch, pk=branch_id)
    form = BranchForm(request.POST or None, initial={"name": known.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_branch(actor, branch_id=branch_id, name=form.cleaned_data["name"])
        except IdentityError as error:
            form.refuse(error)
        else:
            return redirect("identity:branches")
    return render(request, "identity/branch.html", {"form": form, "branch": known})


@require_POST
def remove_branch(request: HttpRequest, branch_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_STAFF)
    get_object_or_404(Branch, pk=branch_id)
    try:
        services.remove_branch(actor, branch_id=branch_id)
    except IdentityError as error:
        messages.error(request, str(error.message))
    return redirect("identity:branches")


@require_GET
def permissions(request: HttpRequest) -> HttpResponse:
    """Which role may do what: read from the declarations themselves, so it cannot lie."""
    actor_of(request).require(MANAGE_STAFF)
    rows = [(right.label, [role in right.roles for role in Role]) for right in declared_permissions()]
    return render(request, "identity/permissions.html", {"roles": [ROLE_LABELS[role] for role in Role], "rows": rows})
