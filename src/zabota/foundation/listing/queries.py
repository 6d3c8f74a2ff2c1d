from django.db.models import Q

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing.models import SavedView


def list_views(actor: Actor, *, page: str) -> list[SavedView]:
    """The person's own views of a page and those shared with everybody: one query."""
    return list(SavedView.objects.filter(page=page).filter(Q(owner_id=actor.staff_id) | Q(is_shared=True)))
