from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Mod

from zabota.capabilities.asking import queries
from zabota.capabilities.asking.contracts import REMINDER_MAIL, WAVE_KINDS, WaveKind, WaveState
from zabota.capabilities.asking.models import Later, Skipped, Wave
from zabota.capabilities.asking.posting import local_day, occasion_of
from zabota.capabilities.asking.services._asking import BATCH, ask_batch
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.customers.models import Channel as ContactChannel
from zabota.capabilities.sales import queries as sales
from zabota.capabilities.segments.contracts import BadFilterError
from zabota.capabilities.surveys.contracts import Channel, NotOpenError, State
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.foundation.messaging import mailings
from zabota.foundation.messaging.contracts import NewMail

CAUGHT_UP_DAYS = 7
"""So late an order that came with an import is still asked about."""
TRIED_DAYS = 30
"""So long a question promised for a day is tried again while the budget says "not now"."""
SCATTER, SCATTERED = 2_654_435_761, 2**32


def round_of_waves(*, clock: Callable[[], datetime]) -> None:
    """Every hour: waves that never end look whom it is time to ask."""
    for number in Wave.objects.filter(state=WaveState.RUNNING).values_list("pk", flat=True):
        with transaction.atomic():
            rows = Wave.objects.select_for_update(of=("self",)).select_related("survey__version", "created_by")
            wave = rows.get(pk=number)
            if wave.state != WaveState.RUNNING or wave.survey.state != State.OPEN:
                continue
            try:
                _round_of(wave, now=clock())
            except (BadFilterError, NotOpenError):
                Wave.objects.filter(pk=number).update(state=WaveState.PAUSED)


def _round_of(wave: Wave, *, now: datetime) -> None:
    today = local_day(now)
    if wave.kind == WaveKind.ORDER:
        _ask_after_orders(wave, today=today, now=now)
    elif wave.kind == WaveKind.PERIOD and wave.last_round_on != today:
        _ask_todays_share(wave, now=now)
        wave.last_round_on = today
        wave.save(update_fields=["last_round_on", "total", "looked_at"])


def _ask_after_orders(wave: Wave, *, today: date, now: datetime) -> None:
    """Sales of the day that lies so many days back; of several of one customer the last. None twice."""
    until = today - timedelta(days=wave.days_after)
    begun = local_day(wave.started_at or now) - timedelta(days=wave.days_after)
    since = max(until - timedelta(days=CAUGHT_UP_DAYS), begun)
    about = {one: f"order:{order}" for one, order in sales.sales_between(since=since, until=until)}
    seen = set(queries.invited(wave).filter(about__in=list(about.values())).values_list("about", flat=True))
    seen |= set(Skipped.objects.filter(wave=wave, about__in=list(about.values())).values_list("about", flat=True))
    fresh = {one: order for one, order in about.items() if order not in seen}
    _ask_those_meant(wave, fresh, now=now)


def _ask_todays_share(wave: Wave, *, now: datetime) -> None:
    """As many a day as bring everybody's turn once a period, in an order that scatters them.

    Who cannot be asked today takes nobody's place: the next one is asked, and he is tried again tomorrow.
    """
    actor = queries.asker_of(wave)
    everybody = queries.audience(actor, wave, now=now)
    share = -(-everybody.count() // max(wave.period_days, 1))
    lately = queries.invited(wave).filter(created_at__gt=now - timedelta(days=wave.period_days))
    turn = Mod(F("pk") * Value(SCATTER), Value(SCATTERED))
    rows = everybody.exclude(pk__in=lately.values("customer")).order_by(turn, "pk")
    waiting = list(rows.values_list("pk", flat=True))
    verdict = contacting.may_contact(
        waiting, on=occasion_of(wave.survey, wave), channel=queries.budget_channel(wave), now=now
    )
    chosen = [one for one in waiting if one in verdict.allowed][:share]
    last = waiting.index(chosen[-1]) + 1 if len(chosen) == share and chosen else len(waiting)
    for batch in _batches(waiting[:last]):
        ask_batch(actor, wave=wave, customer_ids=batch, now=now)
    wave.total, wave.looked_at = len(waiting), last


def _ask_those_meant(wave: Wave, about: dict[int, str], *, now: datetime) -> None:
    actor = queries.asker_of(wave)
    for batch in _batches(list(about)):
        meant = queries.audience(actor, wave, now=now).filter(pk__in=batch)
        ids = list(meant.values_list("pk", flat=True))
        if ids:
            ask_batch(actor, wave=wave, customer_ids=ids, about={one: about[one] for one in ids}, now=now)


def promise_later(*, survey: Survey, customer_id: int, about: str, due_on: date) -> None:
    """Ask this customer again on that day; told twice of the same thing, the later day holds."""
    Later.objects.update_or_create(
        about=about, defaults={"survey": survey, "customer_id": customer_id, "due_on": due_on, "done_at": None}
    )


def round_of_cases(*, clock: Callable[[], datetime]) -> None:
    """Questions promised after a case whose day has come; those the budget holds back are tried for a month."""
    now = clock()
    today = local_day(now)
    due = Later.objects.filter(done_at=None, due_on__lte=today, survey__state=State.OPEN).select_related("survey")
    by_survey: dict[int, list[Later]] = {}
    for one in due.order_by("due_on", "pk")[:BATCH]:
        by_survey.setdefault(one.survey_id, []).append(one)
    for promised in by_survey.values():
        with transaction.atomic():
            wave = _wave_of_cases(promised[0].survey, now=now)
            if wave.state != WaveState.RUNNING:
                continue
            about = {one.customer_id: one.about for one in promised}
            asked = ask_batch(queries.asker_of(wave), wave=wave, customer_ids=list(about), about=about, now=now)
            over = {one.pk for one in promised if one.due_on <= today - timedelta(days=TRIED_DAYS)}
            done = {one.pk for one in promised if one.customer_id not in asked.skipped}
            Later.objects.filter(pk__in=done | over).update(done_at=now)


def remind(*, clock: Callable[[], datetime]) -> int:
    """Once, those who were written to so many days ago, have not answered and still may be written to."""
    now, count = clock(), 0
    asking = Wave.objects.filter(
        remind_after_days__isnull=False, channel=Channel.EMAIL, state__in=(WaveState.RUNNING, WaveState.DONE),
        survey__state=State.OPEN,
    )  # fmt: skip
    for wave in asking.select_related("survey"):
        while (found := _remind_some(wave, now=now)) is not None:
            count += found
    return count


def _remind_some(wave: Wave, *, now: datetime) -> int | None:
    """Whoever may not be written to now is passed over for good: the question was there, a reminder is a favour."""
    waited = now - timedelta(days=wave.remind_after_days or 0)
    with transaction.atomic():
        rows = queries.invited(wave).select_for_update().filter(
            sent_at__lte=waited, answered_at=None, reminded_at=None, withdrawn_at=None, expires_at__gt=now
        )  # fmt: skip
        some = list(rows.order_by("pk")[:BATCH])
        if not some:
            return None
        verdict = contacting.may_contact(
            [one.customer_id for one in some], on=occasion_of(wave.survey, wave), channel=ContactChannel.EMAIL, now=now,
            is_reminder=True,
        )  # fmt: skip
        letters = [
            NewMail(key=f"asking.remind:{one.pk}", reference=one.pk, due_at=verdict.allowed[one.customer_id])
            for one in some if one.customer_id in verdict.allowed
        ]  # fmt: skip
        mailings.queue_mailing(letters, kind=REMINDER_MAIL, now=now)
        Invitation.objects.filter(pk__in=[one.pk for one in some]).update(reminded_at=now)
    return len(letters)


def _wave_of_cases(survey: Survey, *, now: datetime) -> Wave:
    """The one wave of a survey that asks after cases; it is there from the first question on."""
    known = (
        Wave.objects.filter(survey=survey, kind=WaveKind.CASE).select_related("survey__version", "created_by").first()
    )
    return known or Wave.objects.create(
        survey=survey, kind=WaveKind.CASE, name=f"{survey.name}: {WAVE_KINDS[WaveKind.CASE]}"[:120],
        state=WaveState.RUNNING, channel=Channel.EMAIL, created_at=now, started_at=now, remind_after_days=7,
    )  # fmt: skip


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
