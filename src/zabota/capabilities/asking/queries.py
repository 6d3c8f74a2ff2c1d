"""Reading waves: lists, numbers, who would be asked, who was left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from zabota.capabilities.asking.contracts import ALREADY_ASKED, INVITATION_MAIL, SEND_WAVES, WaveKind
from zabota.capabilities.asking.models import Skipped, Wave
from zabota.capabilities.asking.posting import occasion_of
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.contacting.contracts import BY_HAND
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import criteria
from zabota.capabilities.segments import queries as segments
from zabota.capabilities.segments.queries import Wanted
from zabota.capabilities.surveys.contracts import INVITE, Channel, State
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.messaging import mailings

BATCH = 500


def open_surveys(actor: Actor) -> QuerySet[Survey]:
    """Those that take answers, the newest first: one query."""
    actor.require(INVITE)
    return Survey.objects.filter(state=State.OPEN).select_related("version").order_by("-id")


def list_waves(actor: Actor) -> QuerySet[Wave]:
    """With `asked_count`, `answered_count` and `skipped_count`: one query."""
    actor.require(SEND_WAVES)
    asked = Invitation.objects.filter(wave=OuterRef("key_text")).order_by().values("wave")
    left_out = Skipped.objects.filter(wave=OuterRef("pk")).order_by().values("wave")
    return Wave.objects.select_related("survey").annotate(
        key_text=Concat(Value("wave:"), Cast("pk", CharField())),
        asked_count=Subquery(asked.annotate(found=Count("pk")).values("found")),
        answered_count=Subquery(asked.annotate(found=Count("answered_at")).values("found")),
        skipped_count=Subquery(left_out.annotate(found=Count("pk")).values("found")),
    )


def get_wave(actor: Actor, *, wave_id: int) -> Wave:
    """Raises Wave.DoesNotExist."""
    actor.require(SEND_WAVES)
    return Wave.objects.select_related("survey__version", "created_by").get(pk=wave_id)


def asker_of(wave: Wave) -> Actor:
    """In whose name a wave asks: it reaches those whom its author sees."""
    return identity.actor_for_staff(wave.created_by) if wave.created_by is not None else SYSTEM


def audience(actor: Actor, wave: Wave, *, now: datetime) -> QuerySet[Customer]:
    """Whom the wave is for, before any budget. Raises BadFilterError."""
    wanted = Wanted(group=criteria.read(wave.filter), ids=tuple(wave.customer_ids))
    return segments.found(actor, wanted, now=now)


def invited(wave: Wave) -> QuerySet[Invitation]:
    return Invitation.objects.filter(wave=wave.key)


def budget_channel(wave: Wave) -> str:
    return wave.channel if wave.channel == Channel.EMAIL else BY_HAND


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What would come of a wave that began now: how many would be asked, who not and why, and somebody to look at."""

    asked: int = 0
    later: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    example_id: int | None = None

    @property
    def total(self) -> int:
        return self.asked + sum(self.skipped.values())


def preview(actor: Actor, wave: Wave, *, now: datetime) -> Preview:
    """Asks the budget about the whole audience; takes nothing from it."""
    ids = list(audience(actor, wave, now=now).order_by("pk").values_list("pk", flat=True))
    known = set(invited(wave).values_list("customer_id", flat=True)) if wave.kind == WaveKind.ONCE else set()
    verdict = contacting.may_contact(
        [one for one in ids if one not in known],
        on=occasion_of(wave.survey, wave),
        channel=budget_channel(wave),
        now=now,
    )
    skipped: dict[str, int] = {ALREADY_ASKED: len(known.intersection(ids))} if known else {}
    for reason in verdict.skipped.values():
        skipped[reason] = skipped.get(reason, 0) + 1
    first = min(verdict.allowed, default=ids[0] if ids else None)
    later = sum(1 for moment in verdict.allowed.values() if moment > now)
    return Preview(asked=len(verdict.allowed), later=later, skipped=_sorted(skipped), example_id=first)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How far a wave is: letters by their states, answers, who was left out by reason, why letters did not leave."""

    asked: int
    answered: int
    reminded: int
    states: Mapping[str, int]
    skipped: Mapping[str, int]
    failures: Mapping[str, int]

    @property
    def sent(self) -> int:
        return self.states.get("sent", 0)

    @property
    def waiting(self) -> int:
        return sum(self.states.get(one, 0) for one in ("queued", "held", "sending"))

    @property
    def lost(self) -> int:
        """Failed or unclear: a person decides whether they go again."""
        return self.states.get("failed", 0) + self.states.get("unclear", 0)


def numbers_of(wave: Wave) -> Numbers:
    """Four queries."""
    told = invited(wave).aggregate(
        asked=Count("pk", filter=Q(withdrawn_at=None)), answered=Count("answered_at"), reminded=Count("reminded_at")
    )
    references = invited(wave).order_by().values("pk")
    rows = Skipped.objects.filter(wave=wave).order_by().values("reason").annotate(found=Count("pk"))
    return Numbers(
        **told, states=mailings.count_states(kind=INVITATION_MAIL, references=references),
        skipped=_sorted(dict(rows.values_list("reason", "found"))),
        failures=mailings.reasons_of(kind=INVITATION_MAIL, references=references),
    )  # fmt: skip


def skipped_of(actor: Actor, wave: Wave, *, reason: str) -> QuerySet[Skipped]:
    """Those of the left out whom this actor may see."""
    seen = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    rows = Skipped.objects.filter(Exists(seen), wave=wave).select_related("customer").order_by("pk")
    return rows.filter(reason=reason) if reason else rows


def links_of(actor: Actor, wave: Wave) -> Iterator[Invitation]:
    """Invitations whose personal addresses are handed out by people, without what this actor may not see."""
    seen = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    rows = invited(wave).filter(Exists(seen), withdrawn_at=None, answered_at=None).select_related("customer")
    last = 0
    while batch := list(rows.filter(pk__gt=last).prefetch_related("customer__contacts").order_by("pk")[:BATCH]):
        customers.hide_from(actor, [one.customer for one in batch])
        yield from batch
        last = batch[-1].pk


def _sorted(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
