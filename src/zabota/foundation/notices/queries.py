from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.notices.models import Notice, NoticeSettings

PAGE_ROWS = 50


def count_unread(actor: Actor) -> int:
    """One count by an index."""
    return own_notices(actor).filter(read_at=None).count()


def own_notices(actor: Actor) -> QuerySet[Notice]:
    """Those meant for this person; a program has none."""
    return Notice.objects.none() if actor.staff_id is None else Notice.objects.filter(staff_id=actor.staff_id)


def list_notices(actor: Actor, *, before_id: int | None = None, limit: int = PAGE_ROWS) -> list[Notice]:
    """One's own, the latest first: one query."""
    rows = own_notices(actor)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows[:limit])


def known_keys(keys: Collection[str]) -> set[str]:
    """Which of these were told already: a query for each 500."""
    asked = list(keys)
    pieces = (asked[start : start + 500] for start in range(0, len(asked), 500))
    return {key for piece in pieces for key in Notice.objects.filter(key__in=piece).values_list("key", flat=True)}


def settings_of(staff_id: int) -> NoticeSettings:
    """What the person chose, else what holds for everybody."""
    return NoticeSettings.objects.filter(pk=staff_id).first() or NoticeSettings(staff_id=staff_id)


def unread_undigested(*, before: datetime) -> dict[int, list[int]]:
    """By person, the unread notices that no morning letter holds yet: one query."""
    found: dict[int, list[int]] = {}
    rows = Notice.objects.filter(read_at=None, digest=None, created_at__lt=before, staff__is_active=True)
    for staff_id, notice_id in rows.order_by("id").values_list("staff_id", "id"):
        found.setdefault(staff_id, []).append(notice_id)
    return found
