from datetime import datetime

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo.contracts import declared_changes
from zabota.foundation.undo.models import Change


def list_changes(actor: Actor, *, before_id: int | None = None, limit: int = 50) -> list[Change]:
    """What this person may take back or already saw taken back, the latest first: one query."""
    allowed = [kind.code for kind in declared_changes() if actor.may(kind.permission)]
    changes = Change.objects.filter(kind__in=allowed, row_count__gt=0)
    if before_id is not None:
        changes = changes.filter(pk__lt=before_id)
    return list(changes[:limit])


def find_latest(*, kind: str, since: datetime) -> Change | None:
    return Change.objects.filter(kind=kind, made_at__gte=since, undone_at=None).first()
