from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zabota.capabilities.asking import queries
from zabota.capabilities.asking.contracts import ALREADY_ASKED, INVITATION_MAIL, AskingError, WaveKind
from zabota.capabilities.asking.models import Skipped, Wave, WaveText, Wording
from zabota.capabilities.asking.posting import occasion_of, tell_asked
from zabota.capabilities.contacting import services as contacting
from zabota.capabilities.contacting.contracts import BY_HAND, reason_words
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import queries as segments
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import INVITE, Channel
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.messaging import mailings
from zabota.foundation.messaging.contracts import NewMail

BATCH = 1_000
ONE_EXPIRES_AFTER = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Asked:
    invitations: tuple[Invitation, ...]
    skipped: Mapping[int, str]


def ask_batch(
    actor: Actor, *, wave: Wave, customer_ids: Collection[int], about: Mapping[int, str] | None = None, now: datetime
) -> Asked:  # fmt: skip
    """Ask those of these customers whom the budget lets; write down who was left out and why.

    The budget, the invitations, the outbox and the list of the left out are one transaction. `about` says of each
    what the question is about ("order:123"). Raises NotOpenError.
    """
    with transaction.atomic():
        known = _asked_already(wave, customer_ids) if wave.kind == WaveKind.ONCE else frozenset()
        verdict = contacting.take(
            [one for one in customer_ids if one not in known], on=occasion_of(wave.survey, wave),
            channel=queries.budget_channel(wave), origin=wave.key, now=now,
        )  # fmt: skip
        invitations = surveys.invite(
            actor, survey=wave.survey, customer_ids=list(verdict.allowed), channel=Channel(wave.channel),
            wave=wave.key, expires_at=now + timedelta(days=wave.expires_after_days), now=now,
        )  # fmt: skip
        if about:
            _say_about(invitations, about)
        _choose_words(actor, wave, invitations, now=now)
        if wave.channel == Channel.EMAIL:
            _post(invitations, verdict.allowed, now=now)
        else:
            tell_asked(actor, invitations, at=now)
        skipped = dict.fromkeys(known, ALREADY_ASKED) | dict(verdict.skipped)
        _note_skipped(wave, skipped, about or {}, now=now)
    return Asked(invitations=tuple(invitations), skipped=skipped)


def ask_one(
    actor: Actor, *, survey: Survey, customer: Customer, channel: Channel, now: datetime
) -> Invitation:  # fmt: skip
    """From the card: a letter, if the budget lets us (else AskingError with the reason), or a link to hand over.

    A link is given by a person to a person: the budget counts it, and does not refuse it. Raises NotOpenError.
    """
    actor.require(INVITE)
    way = channel if channel == Channel.EMAIL else BY_HAND
    with transaction.atomic():
        verdict = contacting.take(
            [customer.pk], on=occasion_of(survey, None), channel=way, origin=f"invitation:{survey.pk}", now=now
        )
        if customer.pk in verdict.skipped and channel == Channel.EMAIL:
            raise AskingError(reason_words(verdict.skipped[customer.pk]))
        (invitation,) = surveys.invite(
            actor, survey=survey, customer_ids=[customer.pk], channel=channel, now=now,
            expires_at=now + ONE_EXPIRES_AFTER,
        )  # fmt: skip
        if channel == Channel.EMAIL:
            _post([invitation], verdict.allowed, now=now)
        else:
            tell_asked(actor, [invitation], at=now)
    return invitation


def _asked_already(wave: Wave, customer_ids: Collection[int]) -> frozenset[int]:
    rows = queries.invited(wave).filter(customer__in=list(customer_ids))
    return frozenset(rows.values_list("customer_id", flat=True))


def _say_about(invitations: list[Invitation], about: Mapping[int, str]) -> None:
    for one in invitations:
        one.about = about.get(one.customer_id, "")
    Invitation.objects.bulk_update(invitations, ["about"], batch_size=500)


def _choose_words(actor: Actor, wave: Wave, invitations: list[Invitation], *, now: datetime) -> None:
    """Whoever is in a segment with words of its own gets them; of several segments the first counts."""
    left = {one.customer_id: one for one in invitations}
    named = WaveText.objects.filter(wave=wave, segment__isnull=False).select_related("segment").order_by("id")
    for segment in {text.segment_id: text.segment for text in named}.values():
        if segment is None:
            continue
        members = segments.members(actor, segment, now=now).filter(pk__in=list(left))
        ids = list(members.values_list("pk", flat=True))
        Wording.objects.bulk_create(Wording(invitation=left.pop(one), segment=segment) for one in ids)


def _post(invitations: list[Invitation], moments: Mapping[int, datetime], *, now: datetime) -> None:
    letters = [
        NewMail(key=f"asking:{one.pk}", reference=one.pk, due_at=moments[one.customer_id]) for one in invitations
    ]
    mailings.queue_mailing(letters, kind=INVITATION_MAIL, now=now)


def _note_skipped(wave: Wave, skipped: Mapping[int, str], about: Mapping[int, str], *, now: datetime) -> None:
    Skipped.objects.bulk_create(
        [
            Skipped(wave=wave, customer_id=one, reason=reason, about=about.get(one, ""), at=now)
            for one, reason in skipped.items()
        ],
        batch_size=BATCH, update_conflicts=True, unique_fields=["wave", "customer"],
        update_fields=["reason", "about", "at"],
    )  # fmt: skip
