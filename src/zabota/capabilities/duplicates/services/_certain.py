from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.contracts import CERTAIN_KIND, MERGE_CERTAIN, Merge
from zabota.capabilities.duplicates.models import MergingRule
from zabota.capabilities.duplicates.services._merging import write_merge
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.jobs import progress
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import UndoneAlreadyError, declare_change
from zabota.foundation.undo.models import Change

CERTAIN_MERGED = declare_change(CERTAIN_KIND, _("Certain duplicates merged"), MERGE_CERTAIN, "git-merge")


def begin_certain(actor: Actor, *, now: datetime) -> Change | None:
    """Open the change all of it belongs to: its page tells how far it is. None where nothing is certain."""
    actor.require(MERGE_CERTAIN)
    total = queries.count_pairs(actor)[1]
    data = {"customers": [], "total": total, "merged": 0}
    return undo.begin(actor, kind=CERTAIN_MERGED, now=now, data=data) if total else None


def go_on_merging(actor: Actor, *, change: Change, now: datetime) -> None:
    """Merge every certain pair into its older card, each in a transaction of its own, as one change.

    Run again after a crash it goes on with the next pair. Taken back meanwhile, it stops.
    """
    actor.require(MERGE_CERTAIN)
    while (pair := queries.next_certain(actor)) is not None:
        merge, data = Merge(winner_id=pair.first_id, loser_ids=[pair.second_id]), change.data
        try:
            with undo.going_on(change) as recorder:
                change.data = data | {"customers": [*data["customers"], *merge.ids], "merged": data["merged"] + 1}
                write_merge(actor, recorder, merge=merge, now=now)
                progress(change.data["merged"], data["total"])
        except Customer.DoesNotExist:
            change.data = data
            pair.delete()
        except UndoneAlreadyError:
            break
    change.data = change.data | {"is_done": True}
    change.save(update_fields=["data"])


def merge_certain(actor: Actor, *, now: datetime) -> int | None:
    """All of it here and now. Returns the change, None where nothing was merged."""
    change = begin_certain(actor, now=now)
    if change is None:
        return None
    go_on_merging(actor, change=change, now=now)
    if not change.row_count:
        change.delete()
        return None
    return change.pk


def set_rule(actor: Actor, *, is_on: bool) -> None:
    """Whether every night merges what is certain."""
    actor.require(MERGE_CERTAIN)
    MergingRule.objects.update_or_create(pk=1, defaults={"is_on": is_on})
    audit.record(
        actor=actor, action="duplicates.rule_set", object_kind="duplicates", object_id=1, after={"is_on": is_on}
    )
