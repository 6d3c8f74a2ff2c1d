"""The history of what can be taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.foundation.design import formats
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.undo import queries, services
from zabota.foundation.undo.contracts import (
    ChangeKind,
    LaterChangeError,
    OwnPageError,
    TakenBack,
    UndoneAlreadyError,
    get_change_kind,
)
from zabota.foundation.undo.models import Change

PAGE_ROWS = 50


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = queries.list_changes(
        actor_of(request), before_id=int(before) if before.isdecimal() else None, limit=PAGE_ROWS + 1
    )
    shown = [_line(change, get_change_kind(change.kind)) for change in found[:PAGE_ROWS]]
    older = found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None
    return render(request, "undo/history.html", {"shown": shown, "older": older})


def _line(change: Change, kind: ChangeKind) -> dict[str, object]:
    return {"change": change, "kind": kind, "page": kind.page(change.data) if kind.page else ""}


@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    try:
        done = services.take_back(actor_of(request), change_id=change_id, now=timezone.now())
    except Change.DoesNotExist as error:
        raise Http404 from error
    except UndoneAlreadyError:
        messages.info(request, _("This change was taken back already."))
    except OwnPageError:
        change = Change.objects.get(pk=change_id)
        return redirect(str(_line(change, get_change_kind(change.kind))["page"]))
    except LaterChangeError as error:
        messages.error(request, _in_the_way(error))
    else:
        messages.success(request, _sentence(done))
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else "undo:history")


def _in_the_way(error: LaterChangeError) -> str:
    if error.change_id is None:
        return _("It cannot be taken back: something was added or removed there since.")
    return _("A later change (No. %(number)s) stands in the way: take that one back first.") % {
        "number": error.change_id
    }


def _sentence(done: TakenBack) -> str:
    words = ngettext("Taken back: %(n)s row is as it was.", "Taken back: %(n)s rows are as they were.", done.restored)
    sentence = words % {"n": formats.number(done.restored)}
    if done.left:
        left = ngettext(
            "%(n)s row was changed since and stays as it is.", "%(n)s rows were changed since and stay as they are.",
            done.left,
        )  # fmt: skip
        sentence = f"{sentence} {left % {'n': formats.number(done.left)}}"
    return sentence
