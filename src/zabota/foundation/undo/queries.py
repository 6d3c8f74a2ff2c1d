from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo.contracts import declared_changes
from zabota.foundation.undo.models import Change
from zabota.foundation.undo.rules import takes_back_others


def list_changes(actor: Actor, *, before_id: int | None = None, limit: int = 50) -> list[Change]:
    """What this person may take back or already saw taken back, the latest first: one query."""
    allowed = [kind.code for kind in declared_changes() if actor.may(kind.permission)]
    changes = Change.objects.filter(kind__in=allowed, row_count__gt=0)
    if not takes_back_others(actor):
        changes = changes.filter(actor_kind=actor.kind, actor_id=actor.id)
    if before_id is not None:
        changes = changes.filter(pk__lt=before_id)
    return list(changes[:limit])
