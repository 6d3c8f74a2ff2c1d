from collections.abc import Mapping
from datetime import datetime

from zabota.capabilities.customers import handing, queries
from zabota.capabilities.customers.contracts import OWNER_CHANGED, WRITE_CUSTOMERS, UnknownReferenceError
from zabota.capabilities.customers.models import Customer, Responsibility
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo.recorder import Recorder
from zabota.foundation.undo.services import origin_of


def give_customers(
    actor: Actor, recorder: Recorder, *, to: Mapping[int, int], note: str = "", now: datetime
) -> dict[int, int | None]:
    """Make each customer (key) the care of a colleague (value), as part of the caller's change.

    Spells of responsibility are closed and opened, what hangs on the customer passes along (see `handing`), each
    leaves `customers.owner_changed`. Returns who was responsible before, for those that changed hands. Raises
    UnknownReferenceError for a colleague who is not there, Customer.DoesNotExist for a card that is not the actor's.
    """
    actor.require(WRITE_CUSTOMERS)
    names = dict(Staff.objects.filter(pk__in=set(to.values()), is_active=True).values_list("pk", "name"))
    if missing := set(to.values()) - set(names):
        raise UnknownReferenceError("owner_id", min(missing))
    customers = list(queries.visible_to(actor).filter(pk__in=list(to)))
    if len(customers) != len(to):
        raise Customer.DoesNotExist
    moving = [one for one in customers if one.owner_id != to[one.pk]]
    before = {one.pk: one.owner_id for one in moving}
    recorder.update_all(Responsibility.objects.filter(customer__in=moving, until=None), {"until": now})
    recorder.insert(
        Responsibility(customer=one, staff_id=to[one.pk], staff_name=names[to[one.pk]], since=now, note=note[:300])
        for one in moving
    )
    recorder.update_many([(one, {"owner_id": to[one.pk], "updated_at": now}) for one in moving])
    handing.tell(recorder, handing.Handed(before=before, after={pk: to[pk] for pk in before}, now=now))
    events.publish_many(
        kind=OWNER_CHANGED, actor=actor, origin=origin_of(recorder.change),
        events=[
            NewEvent(customer_id=pk, occurred_at=now, data={"from": former, "to": to[pk]})
            for pk, former in before.items()
        ],
    )  # fmt: skip
    return before
