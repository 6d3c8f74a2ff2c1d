"""Who may be contacted, on which occasion, by which way, and when: a bounded number of SQL queries for any batch."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.module_loading import import_string

from zabota.capabilities.contacting.contracts import BY_HAND, Occasion, Skip, Verdict, occasion, silences
from zabota.capabilities.contacting.models import Budget, Contact, DeadAddress, Window
from zabota.capabilities.contacting.rules import Distance, awake_at
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Channel, ConsentEntry, Customer, Purpose
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM

BATCH = 10_000

Who = Callable[[Collection[int]], Collection[int]]


def get_budget() -> Budget:
    return Budget.objects.filter(pk=1).first() or Budget(pk=1)


def days_of() -> dict[str, int]:
    """Days between two contacts on each occasion the company has set itself."""
    return dict(Window.objects.values_list("occasion", "days"))


def site() -> str:
    """ "https://care.example", without a slash; "" while nobody has said it."""
    return get_budget().site.rstrip("/")


def may_contact(
    customer_ids: Collection[int], *, on: str, channel: str, now: datetime, is_reminder: bool = False
) -> Verdict:
    """Whom we may contact on this occasion (`on`) by this way, and of the rest why not.

    For each batch of 10,000 nine queries and one for each declared silence. A reminder of something already asked is
    not held back by the distance between contacts, only by everything else.
    """
    told = occasion(on)
    asked = _Asked(told, channel, get_budget(), days_of().get(on, told.days), now, is_reminder=is_reminder)
    ids = sorted(set(customer_ids))
    allowed: dict[int, datetime] = {}
    skipped: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        asked.judge(ids[start : start + BATCH], allowed, skipped)
    return Verdict(allowed=allowed, skipped=skipped)


def addresses_of(customer_ids: Collection[int]) -> dict[int, str]:
    """The e-mail each would be written to: the preferred one that does not come back, else none: two queries."""
    known = {one: found.emails for one, found in customers.contacts_of(SYSTEM, customer_ids).items()}
    dead = _dead(address for emails in known.values() for address in emails)
    return {
        one: alive[0] for one, emails in known.items() if (alive := [email for email in emails if email not in dead])
    }


def words_of(customer_ids: Collection[int], *, channel: str, purpose: Purpose) -> dict[int, bool]:
    """What each said last about this purpose on this way; who said nothing is absent: one query."""
    entries = ConsentEntry.objects.filter(customer__in=customer_ids, channel=channel, purpose=purpose)
    return dict(entries.order_by("recorded_at", "id").values_list("customer_id", "is_given"))


def contacts_of(customer_id: int, *, limit: int) -> list[Contact]:
    """The latest contacts with one customer: one query."""
    return list(Contact.objects.filter(customer=customer_id)[:limit])


class _Asked:
    """One question to the budget; what does not depend on the customer is asked once."""

    def __init__(
        self, told: Occasion, channel: str, budget: Budget, days: int, now: datetime, *, is_reminder: bool
    ) -> None:
        self.told, self.channel, self.budget, self.now, self.is_reminder = told, channel, budget, now, is_reminder
        self.distance = Distance(occasions=frozenset({told.code, *told.after}), own=days, rest=budget.rest_days)
        self.usual_zone = ZoneInfo(identity.get_company().time_zone)
        self.moments: dict[str, datetime] = {}

    def judge(self, ids: list[int], allowed: dict[int, datetime], skipped: dict[int, str]) -> None:
        zones = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "time_zone"))
        for reason, found in self._reasons(ids).items():
            for one in found:
                skipped.setdefault(one, reason)
        moments = {one: self._moment(zone) for one, zone in zones.items() if one not in skipped}
        early = set() if self.is_reminder else self._too_early(moments)
        skipped.update(dict.fromkeys(early, str(Skip.TOO_SOON)))
        allowed.update({one: moment for one, moment in moments.items() if one not in early})

    def _reasons(self, ids: list[int]) -> dict[str, Collection[int]]:
        """Who is left out for each reason, the weightiest first: that one is told."""
        found: dict[str, Collection[int]] = {}
        if self.channel != BY_HAND:
            words = words_of(ids, channel=self.channel, purpose=self.told.purpose)
            found[Skip.REFUSED] = [one for one, is_given in words.items() if not is_given]
            if self._needs_word:
                found[Skip.NO_CONSENT] = [one for one in ids if one not in words]
        for silence in silences():
            found[silence.code] = _load(silence.who)(ids)
        if self.channel == Channel.EMAIL:
            known = {one: contacts.emails for one, contacts in customers.contacts_of(SYSTEM, ids).items()}
            found[Skip.NO_ADDRESS] = [one for one, emails in known.items() if not emails]
            dead = _dead(address for emails in known.values() for address in emails)
            found[Skip.BOUNCED] = [one for one, emails in known.items() if emails and dead.issuperset(emails)]
        return found

    @property
    def _needs_word(self) -> bool:
        is_let = self.budget.asks_silent and self.told.purpose == Purpose.SURVEYS
        return self.told.needs_word and not is_let and self.told.purpose != Purpose.SERVICE

    def _moment(self, zone: str) -> datetime:
        if self.channel == BY_HAND:
            return self.now
        if zone not in self.moments:
            place = _zone(zone) or self.usual_zone
            quiet = {"quiet_from": self.budget.quiet_from, "quiet_till": self.budget.quiet_till}
            self.moments[zone] = awake_at(self.now, zone=place, **quiet)
        return self.moments[zone]

    def _too_early(self, moments: Mapping[int, datetime]) -> set[int]:
        earlier: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
        since = Q(customer__in=list(moments), at__gt=self.now - self.distance.longest)
        for one, on, at in Contact.objects.filter(since).order_by().values_list("customer_id", "occasion", "at"):
            earlier[one].append((on, at))
        return {one for one, made in earlier.items() if self.distance.is_too_soon(moments[one], made)}


def _dead(addresses: Iterable[str]) -> set[str]:
    wanted = set(addresses)
    return set(DeadAddress.objects.filter(value__in=wanted).values_list("value", flat=True)) if wanted else set()


@cache
def _zone(name: str) -> ZoneInfo | None:
    """None for a customer without a zone, or with one nobody knows."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


@cache
def _load(path: str) -> Who:
    found: Who = import_string(path)
    return found
