"""Keep a view of a list, forget it."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.listing.contracts import SHARE_VIEWS, UnknownPageError
from zabota.foundation.listing.models import SavedView

PASSING = ("after", "format", "page")


def save_view(actor: Actor, *, page: str, name: str, query: str, is_shared: bool, now: datetime) -> SavedView:
    """Keep what the list shows now under a name; the same name of the same person is replaced."""
    if actor.staff_id is None:
        raise PermissionDeniedError("listing.save_view")
    if is_shared:
        actor.require(SHARE_VIEWS)
    _require_page(page, name)
    with transaction.atomic():
        view, _created = SavedView.objects.update_or_create(
            page=page, name=name.strip()[:80], owner_id=actor.staff_id,
            defaults={"query": lasting(query)[:1000], "is_shared": is_shared, "created_at": now},
        )  # fmt: skip
        audit.record(
            actor=actor, action="view.saved", object_kind="saved_view", object_id=view.pk,
            after={"page": page, "is_shared": is_shared},
        )  # fmt: skip
    return view


def forget_view(actor: Actor, *, view_id: int) -> SavedView:
    """Forget one's own view; a shared one also by who may share. Raises SavedView.DoesNotExist for others'."""
    with transaction.atomic():
        view = SavedView.objects.get(pk=view_id)
        if view.owner_id != actor.staff_id and not (view.is_shared and actor.may(SHARE_VIEWS)):
            raise SavedView.DoesNotExist
        audit.record(
            actor=actor, action="view.forgotten", object_kind="saved_view", object_id=view.pk,
            before={"page": view.page, "name": view.name, "is_shared": view.is_shared},
        )  # fmt: skip
        view.delete()
    return view


def lasting(query: str) -> str:
    """The part of an address that means the same tomorrow: filters, order and columns, not the place in the list."""
    given = QueryDict(query, mutable=True)
    for name in PASSING:
        given.pop(name, None)
    return given.urlencode()


def _require_page(page: str, name: str) -> None:
    try:
        reverse(page)
    except NoReverseMatch as error:
        raise UnknownPageError(page) from error
    if not name.strip():
        raise UnknownPageError(name)
