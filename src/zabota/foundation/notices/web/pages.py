"""The bell, what stands under it, and how it comes by e-mail."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.foundation.identity.web.requests import actor_of, staff_of
from zabota.foundation.messaging.queries import mail_is_configured
from zabota.foundation.notices import queries, services
from zabota.foundation.notices.models import MailChoice

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ChoiceForm(forms.Form):
    mail = forms.ChoiceField(label=gettext_lazy("By e-mail"), choices=MailChoice.choices, widget=forms.RadioSelect)
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), widget=CLOCK)
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=CLOCK,
        help_text=gettext_lazy("A letter of these hours waits until they end. The same hour twice: never quiet."),
    )  # fmt: skip


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    is_place = before.isascii() and before.isdecimal() and len(before) < 18
    found = queries.list_notices(
        actor_of(request), before_id=int(before) if is_place else None, limit=queries.PAGE_ROWS + 1
    )
    shown = {
        "notices": found[: queries.PAGE_ROWS],
        "older": found[queries.PAGE_ROWS - 1].pk if len(found) > queries.PAGE_ROWS else None,
        "has_unread": any(notice.read_at is None for notice in found),
    }
    return render(request, "notices/list.html", shown)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, for the page that asks again from time to time."""
    return render(request, "notices/bell.html")


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark it read and go where it leads."""
    actor = actor_of(request)
    notice = queries.own_notices(actor).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    services.mark_read(actor, notice_ids=[notice.pk], now=timezone.now())
    return redirect(notice.url or "notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(actor_of(request), now=timezone.now())
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    chosen = queries.settings_of(staff_of(request).pk)
    initial = {"mail": chosen.mail, "quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until}
    form = ChoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.choose(actor_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notices:settings")
    return render(request, "notices/settings.html", {"form": form, "has_mail": mail_is_configured()})
