from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import CUSTOMER_KIND
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.contracts import MERGE_CUSTOMERS
from zabota.capabilities.duplicates.models import AlikePair, ToldApart
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

TOLD_APART = declare_change("duplicates.told_apart", _("Told apart: different customers"), MERGE_CUSTOMERS, "users")


def tell_apart(actor: Actor, *, ids: Sequence[int], now: datetime) -> int:
    """Remember that these two are different customers: they are not offered again. Returns the change.

    Raises NothingToMergeError, Customer.DoesNotExist.
    """
    first, second = sorted(card.pk for card in queries.get_cards(actor, ids=ids[:2]))
    with undo.recording(actor, kind=TOLD_APART, now=now, data={"customers": [first, second]}) as recorder:
        if not ToldApart.objects.filter(first=first, second=second).exists():
            recorder.insert([ToldApart(first_id=first, second_id=second, told_by_name=actor.name[:200], told_at=now)])
            AlikePair.objects.filter(first=first, second=second).delete()
            audit.record(
                actor=actor, action="customers.told_apart", object_kind=CUSTOMER_KIND, object_id=first,
                after={"from": second, "change": recorder.change.pk},
            )  # fmt: skip
    return recorder.change.pk
