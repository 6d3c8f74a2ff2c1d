"""One's own page: name, language, password, second factor, sessions."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.foundation.identity import queries, services
from zabota.foundation.identity.contracts import IdentityError
from zabota.foundation.identity.forms import ProfileForm
from zabota.foundation.identity.web.requests import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    actor, person = actor_of(request), staff_of(request)
    initial = {"name": person.name, "language": person.language, "theme": person.theme, "phone": person.phone}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_profile(actor, **form.cleaned_data)
        except IdentityError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("identity:security")
    shown = {
        "form": form,
        "sessions": queries.list_sessions(actor, now=timezone.now()),
        "current_key": request.session.session_key,
        "has_second_factor": queries.has_second_factor(person.pk),
    }
    return render(request, "identity/security.html", shown)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    try:
        services.end_session(actor_of(request), session_id=session_id)
    except UserSession.DoesNotExist as error:
        raise Http404 from error
    return redirect("identity:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Every session ends, then this browser's is renewed under a new id."""
    person = services.end_other_sessions(actor_of(request))
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)
    messages.success(request, _("All other sessions have ended."))
    return redirect("identity:security")
