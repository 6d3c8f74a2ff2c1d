"""A note of one's own: rewritten, pinned on top of the card, deleted, each with a way back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import WRITE_NOTES, EmptyNoteError
from zabota.capabilities.customers.models import CustomerNote
from zabota.capabilities.customers.web.cards import customer_of
from zabota.capabilities.customers.web.forms import NoteTextForm
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, customer_id: int, note_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    known = _note_of(actor, customer_id, note_id)
    if not services.may_rewrite(actor, known):
        raise Http404
    form = NoteTextForm(request.POST or None, initial={"text": known.text})
    if request.method == "POST" and form.is_valid():
        try:
            change_id = services.change_note(actor, note_id=note_id, text=form.cleaned_data["text"], now=timezone.now())
        except EmptyNoteError:
            messages.error(request, _("Write something first: an empty note says nothing."))
        else:
            return _back(request, customer_id, _("The note is changed."), change_id)
    return render(request, "customers/note.html", {"form": form, "note": known}, status=422 if form.errors else 200)


@require_POST
def pin(request: HttpRequest, customer_id: int, note_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    known = _note_of(actor, customer_id, note_id)
    change_id = services.pin_note(actor, note_id=note_id, is_pinned=not known.is_pinned, now=timezone.now())
    said = _("The note is off the top of the card.") if known.is_pinned else _("The note is on top of the card.")
    return _back(request, customer_id, said, change_id)


@require_POST
def delete(request: HttpRequest, customer_id: int, note_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    _note_of(actor, customer_id, note_id)
    try:
        change_id = services.delete_note(actor, note_id=note_id, now=timezone.now())
    except CustomerNote.DoesNotExist as error:
        raise Http404 from error
    return _back(request, customer_id, _("The note is deleted."), change_id)


def _note_of(actor: Actor, customer_id: int, note_id: int) -> CustomerNote:
    customer = customer_of(actor, customer_id)
    known = queries.notes_by_ids(actor, [note_id]).get(note_id)
    if known is None or known.customer_id != customer.pk:
        raise Http404
    return known


def _back(request: HttpRequest, customer_id: int, said: str, change_id: int | None) -> HttpResponse:
    notify(request, said, undo_url=reverse("undo:undo", args=[change_id]) if change_id else "")
    return redirect("customers:customer", customer_id)
