"""In the queue of the day: whoever asked to be called back, and whoever called while nobody answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.telephony import queries, services
from zabota.capabilities.telephony.models import Direction, Outcome, PhoneCall
from zabota.capabilities.today.contracts import Entry, GoneError, Step, number_in, whole_day
from zabota.capabilities.today.sources import StaffIds, owned_by
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor


def load(actor: Actor, *, staff_ids: StaffIds, now: datetime, limit: int) -> Sequence[Entry]:
    """The oldest first: one query."""
    calls = queries.unreturned(actor, now=now).filter(owned_by(staff_ids, column="whose"))
    return [_entry(call, now) for call in calls.order_by("started_at", "pk")[:limit]]


def _entry(call: PhoneCall, now: datetime) -> Entry:
    at = timezone.localtime(call.started_at)
    if call.customer_id is None:
        url = f"{reverse('telephony:call')}?{urlencode({'phone': call.phone})}"
        title, words = formats.phone(call.phone), _("An unknown number called %(when)s.")
    else:
        card = reverse("customers:customer", args=[call.customer_id])
        url = f"{card}?{urlencode({'call': call.phone.removeprefix('+')})}#call"
        title, words = _("Call them back"), _("Called %(when)s, and nobody answered.")
    if call.outcome == Outcome.CALL_BACK:
        words = _("Asked to be called back: %(when)s.")
    return Entry(
        key=str(call.pk), title=title, reason=words % {"when": formats.moment(at, now=now)}, url=url,
        customer_id=call.customer_id, owner_id=getattr(call, "whose", None), due_at=whole_day(at.date()),
        is_whole_day=True, step=Step(label=_("Call them back"), url=url, icon="phone"),
    )  # fmt: skip


def finish(actor: Actor, *, key: str, now: datetime) -> int | None:
    return services.settle_call(actor, call=_get(actor, key, now), now=now)


def hand_over(actor: Actor, *, key: str, to: int, now: datetime) -> int | None:
    return services.give_call(actor, call=_get(actor, key, now), to=to, now=now)


def count_done(*, since: datetime, until: datetime) -> Mapping[int, int]:
    """Calls somebody talked in or made, by who it was: one query."""
    made = PhoneCall.objects.filter(
        Q(outcome=Outcome.TALKED) | Q(direction=Direction.OUTGOING),
        started_at__gte=since, started_at__lt=until, staff__isnull=False,
    )  # fmt: skip
    return dict(made.order_by().values_list("staff_id").annotate(count=Count("pk")))


def _get(actor: Actor, key: str, now: datetime) -> PhoneCall:
    call = queries.unreturned(actor, now=now).filter(pk=number_in(key)).first()
    if call is None:
        raise GoneError(key)
    return call
