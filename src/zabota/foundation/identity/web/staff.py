"""The owner's pages about colleagues."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.foundation.identity import mail, queries, services
from zabota.foundation.identity.contracts import MANAGE_STAFF, IdentityError
from zabota.foundation.identity.forms import ROLES, InviteForm, StaffForm
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.web.requests import actor_of, staff_of

PAGE_SIZE = 50
ACTIVE = {"yes": True, "no": False}


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    search, role, active = (request.GET.get(name, "").strip() for name in ("q", "role", "active"))
    staff = queries.list_staff(actor_of(request), search=search, role=role, active=ACTIVE.get(active))
    page = Paginator(staff, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {"page": page, "search": search, "role": role, "active": active, "roles": ROLES}
    return render(request, "identity/staff_list.html", shown)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_STAFF)
    form = InviteForm(request.POST or None, initial={"language": staff_of(request).language})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            link = services.invite_staff(
                actor, email=data["email"], name=data["name"], role=form.chosen_role(),
                branch_id=form.branch_id(), language=data["language"], now=timezone.now(),
            )  # fmt: skip
        except IdentityError as error:
            form.refuse(error)
        else:
            return _show_link(request, link)
    return render(request, "identity/staff_add.html", {"form": form})


@require_POST
def new_link(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor_of(request).require(MANAGE_STAFF)
    get_object_or_404(Staff, pk=staff_id, is_active=True)
    return _show_link(request, services.issue_link(actor_of(request), staff_id=staff_id, now=timezone.now()))


def _show_link(request: HttpRequest, link: services.IssuedLink) -> HttpResponse:
    """The link is shown in the answer itself: it is nowhere to be read later."""
    address = request.build_absolute_uri(reverse("identity:join", args=[link.token]))
    shown = {"link": link, "address": address, "is_mailed": mail.send_link(link, address=address)}
    return render(request, "identity/staff_link.html", shown)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor = actor_of(request)
    person = get_object_or_404(queries.list_staff(actor), pk=staff_id)
    initial = {"name": person.name, "role": person.role, "branch": person.branch_id}
    form = StaffForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_staff(
                actor, staff_id=staff_id, name=form.cleaned_data["name"], role=form.chosen_role(),
                branch_id=form.branch_id(),
            )  # fmt: skip
        except IdentityError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("identity:staff")
    shown = {"form": form, "person": person, "has_second_factor": queries.has_second_factor(person.pk)}
    return render(request, "identity/staff_edit.html", shown)


@require_POST
def deactivate(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(queries.list_staff(actor), pk=staff_id)
    try:
        services.deactivate_staff(actor, staff_id=staff_id, now=timezone.now())
    except IdentityError as error:
        messages.error(request, str(error.message))
        return redirect("identity:staff_edit", staff_id)
    messages.success(request, _("The account is closed: its sessions and keys have ended."))
    return redirect("identity:staff")


@require_POST
def activate(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(queries.list_staff(actor), pk=staff_id)
    services.activate_staff(actor, staff_id=staff_id)
    messages.success(request, _("The account is open again."))
    return redirect("identity:staff_edit", staff_id)


@require_POST
def remove_second_factor(request: HttpRequest, staff_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(queries.list_staff(actor), pk=staff_id)
    services.remove_second_factor(actor, staff_id=staff_id)
    messages.success(request, _("Two-step sign-in is off for this person, and the sessions have ended."))
    return redirect("identity:staff_edit", staff_id)
