"""The queue: what the sources tell, in its order, with the names and the worth of customers."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.today import rules
from zabota.capabilities.today.contracts import SEE_ALL_TODAY, USE_TODAY, Entry, Money, Worth
from zabota.capabilities.today.models import Snooze
from zabota.capabilities.today.rules import Urgency
from zabota.capabilities.today.sources import CountDone, Load, Source, StaffIds, loaded, sources_of, worth_of
from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.queries import limit_to_branch

MOST_OF_A_SOURCE = 500
NOBODY = -1


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose queue is looked at; `branch_id` narrows what is nobody's to the customers of a branch."""

    staff_ids: StaffIds
    branch_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An entry at its place in the queue."""

    key: str
    entry: Entry
    source: Source
    urgency: Urgency
    at_risk: Money | None
    customer_name: str
    worth: Worth | None
    place: rules.Place


@dataclass(frozen=True, kw_only=True)
class Queue:
    """`put_off` entries are hidden by whoever looks; `cut` are the sources that had more to tell than is asked for."""

    waiting: Sequence[Waiting]
    put_off: int
    cut: Sequence[Source]


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What one colleague (None: nobody) has before him; `unknown` is how many have no known money at risk."""

    staff: Staff | None
    total: int
    overdue: int
    today: int
    at_risk_minor: int
    unknown: int
    done: int


def own(actor: Actor) -> Whose:
    """One's own and nobody's."""
    return Whose(staff_ids=frozenset({actor.staff_id, None}))


def whose(actor: Actor, *, of: str) -> Whose:
    """By what an address says: "all", a colleague's number, "branch-2"; whoever may not see others gets his own."""
    actor.require(USE_TODAY)
    if not of or not actor.may(SEE_ALL_TODAY):
        return own(actor)
    branch = of.removeprefix("branch-")
    if of.startswith("branch-") and branch.isascii() and branch.isdecimal():
        people = Staff.objects.filter(branch_id=int(branch)).values_list("pk", flat=True)
        return Whose(staff_ids=frozenset([*people, None]), branch_id=int(branch))
    if of.isascii() and of.isdecimal():
        return Whose(staff_ids=frozenset({int(of)}))
    return Whose(staff_ids=None) if of == "all" else own(actor)


def get_queue(actor: Actor, *, of: Whose, now: datetime) -> Queue:
    """Everything that waits, ranked: the queries of the sources and four more."""
    actor.require(USE_TODAY)
    local = timezone.localtime(now)
    told: list[tuple[Source, Entry]] = []
    cut = []
    for source in sources_of(actor):
        load: Load = loaded(source.load)
        entries = load(actor, staff_ids=of.staff_ids, now=local, limit=MOST_OF_A_SOURCE)
        told += [(source, entry) for entry in entries]
        if len(entries) >= MOST_OF_A_SOURCE:
            cut.append(source)
    snoozes = Snooze.objects.filter(staff_id=actor.staff_id or NOBODY, until__gt=now)
    hidden = set(snoozes.values_list("key", flat=True))
    seen = [one for one in told if f"{one[0].code}:{one[1].key}" not in hidden]
    waiting = sorted(_placed(actor, seen, of, local), key=attrgetter("place"))
    return Queue(waiting=waiting, put_off=len(told) - len(seen), cut=cut)


def _placed(actor: Actor, told: Sequence[tuple[Source, Entry]], of: Whose, now: datetime) -> Iterator[Waiting]:
    ids = {entry.customer_id for _source, entry in told if entry.customer_id is not None}
    people = _people(actor, ids)
    worth = worth_of(actor, ids)
    for source, entry in told:
        name, branch_id = people.get(entry.customer_id or 0, ("", None))
        if entry.customer_id is not None and entry.customer_id not in people:
            continue
        if of.branch_id is not None and entry.owner_id is None and branch_id != of.branch_id:
            continue
        known = worth.get(entry.customer_id or 0)
        unnamed = _("Customer %(number)s") % {"number": entry.customer_id} if entry.customer_id else ""
        at_risk = entry.at_risk or (known.at_risk if known else None)
        urgency = rules.urgency_of(entry.due_at, is_whole_day=entry.is_whole_day, now=now)
        yield Waiting(
            key=f"{source.code}:{entry.key}", entry=entry, source=source, urgency=urgency, at_risk=at_risk, worth=known,
            customer_name=name or unnamed,
            place=rules.place_of(urgency, at_risk=at_risk, due_at=entry.due_at),
        )  # fmt: skip


def _people(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """Names and branches of the customers this actor may see."""
    if not ids or not actor.may(READ_CUSTOMERS):
        return {}
    rows = customers.visible_to(actor).filter(pk__in=ids).values_list("pk", "name", "branch_id")
    return {customer_id: (name, branch_id) for customer_id, name, branch_id in rows}


def find_waiting(actor: Actor, *, key: str, now: datetime) -> Waiting | None:
    """One entry of those this person may see; None when it does not wait any more."""
    everybody = Whose(staff_ids=None) if actor.may(SEE_ALL_TODAY) else own(actor)
    return next((one for one in get_queue(actor, of=everybody, now=now).waiting if one.key == key), None)


def colleagues(actor: Actor) -> list[Staff]:
    """Who works with customers where the actor may look, by name."""
    people = Staff.objects.filter(is_active=True, role__in=[role.value for role in CUSTOMER_WORKERS])
    return list(limit_to_branch(people, actor).order_by("name", "pk"))


def done_today(actor: Actor, *, now: datetime) -> Counter[int]:
    """How much each colleague got done since midnight, by the sources that count it."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    done: Counter[int] = Counter()
    for source in sources_of(actor):
        if source.count_done:
            count: CountDone = loaded(source.count_done)
            done.update(count(since=midnight, until=midnight + timedelta(days=1)))
    return done


def burdens(
    waiting: Collection[Waiting], *, people: Sequence[Staff], done: Mapping[int, int]
) -> list[Burden]:  # fmt: skip
    """What each of these people has before him, whoever has most overdue first; nobody's last."""
    rows = [_burden(one, [w for w in waiting if w.entry.owner_id == one.pk], done.get(one.pk, 0)) for one in people]
    nobodys = [w for w in waiting if w.entry.owner_id is None]
    rows.sort(key=lambda row: (-row.overdue, -row.at_risk_minor, -row.total))
    return [*rows, _burden(None, nobodys, 0)] if nobodys else rows


def _burden(staff: Staff | None, waiting: Sequence[Waiting], done: int) -> Burden:
    count = Counter(one.urgency for one in waiting)
    known = [one.at_risk.amount_minor for one in waiting if one.at_risk]
    return Burden(
        staff=staff, total=len(waiting), overdue=count[Urgency.OVERDUE], today=count[Urgency.TODAY],
        at_risk_minor=sum(known), unknown=len(waiting) - len(known), done=done,
    )  # fmt: skip
