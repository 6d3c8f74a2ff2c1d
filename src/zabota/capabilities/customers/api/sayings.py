"""What was said about a customer and what he agreed to."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.api.routing import actor_of, customer_of, refusals, refuse, router
from zabota.capabilities.customers.api.schemas import ConsentIn, ConsentOut, NoteIn, NoteOut, NotesOut
from zabota.capabilities.customers.contracts import WRITE_CUSTOMERS, WRITE_NOTES, EmptyNoteError
from zabota.foundation.api.requests import REPEATABLE, once

MOST_NOTES = 200


@router.get("/customers/{int:customer_id}/notes", response=NotesOut, summary="Notes about a customer")
def list_notes(request: HttpRequest, customer_id: int) -> NotesOut:
    """The latest 200, newest first."""
    actor = actor_of(request)
    customer = customer_of(actor, customer_id)
    notes = queries.list_notes(actor, customer_id=customer.pk, limit=MOST_NOTES)
    return NotesOut(notes=[NoteOut.from_orm(note) for note in notes])


@router.post(
    "/customers/{int:customer_id}/notes", response={201: NoteOut}, summary="Write a note", openapi_extra=REPEATABLE
)
def add_note(request: HttpRequest, customer_id: int, note: NoteIn) -> tuple[int, dict[str, Any]]:
    actor, now = actor_of(request), timezone.now()
    actor.require(WRITE_NOTES)
    customer = customer_of(actor, customer_id)

    def work() -> tuple[int, dict[str, Any]]:
        try:
            kept = services.add_note(actor, customer=customer, **note.dict(), now=now)
        except EmptyNoteError as error:
            raise refuse("text", "Give a text or a next step.") from error
        return 201, NoteOut.from_orm(kept).model_dump(mode="json")

    return once(request, now=now, work=work)


@router.post(
    "/customers/{int:customer_id}/consents",
    response={201: ConsentOut},
    summary="Write down a consent",
    openapi_extra=REPEATABLE,
)
def add_consent(request: HttpRequest, customer_id: int, consent: ConsentIn) -> tuple[int, dict[str, Any]]:
    """Given or withdrawn. Entries are only added: the latest of a channel and purpose holds."""
    actor, now = actor_of(request), timezone.now()
    actor.require(WRITE_CUSTOMERS)
    customer = customer_of(actor, customer_id)

    def work() -> tuple[int, dict[str, Any]]:
        with refusals():
            entry = services.record_consent(actor, customer=customer, **consent.dict(), now=now)
        return 201, ConsentOut.from_orm(entry).model_dump(mode="json")

    return once(request, now=now, work=work)
