from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.contracts import MERGE_CERTAIN, Merge
from zabota.capabilities.duplicates.models import MergingRule
from zabota.capabilities.duplicates.services._merging import write_merge
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import UndoneAlreadyError, declare_change

CERTAIN_MERGED = declare_change("duplicates.certain_merged", _("Certain duplicates merged"), MERGE_CERTAIN, "git-merge")


def merge_certain(actor: Actor, *, now: datetime) -> int | None:
    """Merge every certain pair into its older card, each in a transaction of its own, all as one change.

    Returns the change, None where nothing was certain. Taken back meanwhile, it stops.
    """
    actor.require(MERGE_CERTAIN)
    change = undo.begin(actor, kind=CERTAIN_MERGED, now=now, data={"customers": []})
    while (pair := queries.next_certain(actor)) is not None:
        try:
            with undo.going_on(change) as recorder:
                change.data["customers"] += [pair.first_id, pair.second_id]
                write_merge(actor, recorder, merge=Merge(winner_id=pair.first_id, loser_ids=[pair.second_id]), now=now)
        except Customer.DoesNotExist:
            pair.delete()
        except UndoneAlreadyError:
            return change.pk
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
