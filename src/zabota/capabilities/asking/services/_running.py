from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from zabota.capabilities.asking import queries
from zabota.capabilities.asking.contracts import WaveState
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.asking.services._asking import BATCH, ask_batch
from zabota.capabilities.segments.contracts import BadFilterError
from zabota.capabilities.surveys.contracts import NotOpenError
from zabota.foundation.jobs import progress


def run(*, wave_id: int, clock: Callable[[], datetime]) -> None:
    """Go through the audience batch by batch, each in one transaction with the place where it stands.

    Killed, it goes on behind the last batch; paused or stopped, it ends there. A survey that is closed meanwhile
    pauses its wave.
    """
    while _one_batch(wave_id, now=clock()):
        pass


def _one_batch(wave_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        wave = (
            Wave.objects.select_for_update(of=("self",)).select_related("survey__version", "created_by").get(pk=wave_id)
        )
        if wave.state != WaveState.RUNNING:
            return False
        actor = queries.asker_of(wave)
        try:
            rows = queries.audience(actor, wave, now=now).filter(pk__gt=wave.last_customer_id).order_by("pk")
            ids = list(rows.values_list("pk", flat=True)[:BATCH])
            if ids:
                ask_batch(actor, wave=wave, customer_ids=ids, now=now)
        except (BadFilterError, NotOpenError):
            wave.state = WaveState.PAUSED
            wave.save(update_fields=["state"])
            return False
        if not ids:
            wave.state, wave.finished_at = WaveState.DONE, now
            wave.save(update_fields=["state", "finished_at"])
            return False
        wave.last_customer_id, wave.looked_at = ids[-1], wave.looked_at + len(ids)
        wave.save(update_fields=["last_customer_id", "looked_at"])
        progress(wave.looked_at, max(wave.total, wave.looked_at))
    return True
