from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.duplicates.looking import look_at
from zabota.capabilities.duplicates.models import AlikePair, Look, Mark
from zabota.foundation.jobs import progress

BATCH = 500


def look_through(*, now: datetime) -> Look:
    """Look at every card that changed since the last whole look, batch by batch; goes on where it was broken off."""
    look = Look.objects.filter(finished_at=None).order_by("-id").first() or _begin(now)
    cards = _changed_since(look.since)
    while ids := list(cards.filter(pk__gt=look.after_id).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            look_at(ids, now=now)
            look.after_id, look.cards = ids[-1], look.cards + len(ids)
            look.save(update_fields=["after_id", "cards"])
            progress(look.cards, look.total)
    with transaction.atomic():
        _forget_gone()
        look.finished_at = now
        look.save(update_fields=["finished_at"])
    return look


def _begin(now: datetime) -> Look:
    last = Look.objects.exclude(finished_at=None).order_by("-id").first()
    since = last.started_at if last else None
    return Look.objects.create(started_at=now, since=since, total=_changed_since(since).count())


def _changed_since(since: datetime | None) -> QuerySet[Customer]:
    rows = Customer.objects.all()
    return rows if since is None else rows.filter(Q(updated_at__gte=since) | Q(created_at__gte=since))


def _forget_gone() -> None:
    """Pairs and marks of cards that were deleted since."""
    here = Customer.objects.values("pk")
    AlikePair.objects.exclude(first__in=here).delete()
    AlikePair.objects.exclude(second__in=here).delete()
    Mark.objects.exclude(card__in=here).delete()
