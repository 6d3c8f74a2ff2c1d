from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.asking import posting, queries
from zabota.capabilities.asking.contracts import (
    INVITATION_MAIL,
    REMINDER_MAIL,
    SEND_WAVES,
    AskingError,
    WaveDraft,
    WaveKind,
    WaveState,
)
from zabota.capabilities.asking.letters import Facts, pattern_of
from zabota.capabilities.asking.models import Wave, WaveText
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.contacting import services as budget
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.segments import criteria
from zabota.capabilities.surveys.contracts import Channel, State
from zabota.capabilities.surveys.models import Survey
from zabota.capabilities.surveys.visits import asked_in
from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.messaging import mailings, transport
from zabota.foundation.messaging.contracts import REASON_WORDS, MailDraft, Reason
from zabota.foundation.messaging.queries import mail_is_configured
from zabota.foundation.messaging.services import new_message_id

NOT_OPEN = _("Open the survey first: a closed one takes no answers.")
BEGUN = _("This mailing has begun: make another one instead.")


class MailingDeed(Protocol):
    def __call__(self, *, kind: str, references: mailings.References) -> int: ...


def save_wave(actor: Actor, *, told: WaveDraft, wave_id: int | None = None, now: datetime) -> Wave:
    """A new draft, or a draft changed. Raises AskingError, BadFilterError, Survey.DoesNotExist."""
    actor.require(SEND_WAVES)
    criteria.read(told.filter_text)
    with transaction.atomic():
        wave = queries.get_wave(actor, wave_id=wave_id) if wave_id is not None else Wave(created_at=now)
        if wave.state != WaveState.DRAFT:
            raise AskingError(BEGUN)
        wave.survey = Survey.objects.select_related("version").get(pk=told.survey_id)
        wave.name, wave.kind, wave.channel = told.name.strip()[:120], told.kind, told.channel
        wave.filter, wave.customer_ids = told.filter_text, list(told.customer_ids)
        wave.days_after, wave.period_days = told.days_after, told.period_days
        wave.remind_after_days, wave.expires_after_days = told.remind_after_days, told.expires_after_days
        wave.created_by_id = actor.staff_id
        wave.save()
        _set_texts(wave, told)
        audit.record(actor=actor, action="asking.wave_saved", object_kind="wave", object_id=wave.pk,
                     after={"name": wave.name, "survey": wave.survey_id, "kind": wave.kind})  # fmt: skip
    return wave


def begin_wave(actor: Actor, *, wave: Wave, now: datetime) -> Wave:
    """From now on it asks, those whom the actor sees: at once, or whenever its hour comes.

    Raises AskingError, BadFilterError.
    """
    actor.require(SEND_WAVES)
    if wave.state != WaveState.DRAFT:
        raise AskingError(BEGUN)
    if wave.survey.state != State.OPEN:
        raise AskingError(NOT_OPEN)
    if wave.channel == Channel.EMAIL and not mail_is_configured():
        raise AskingError(REASON_WORDS[Reason.NOT_CONFIGURED])
    with transaction.atomic():
        wave.total, wave.created_by_id = queries.audience(actor, wave, now=now).count(), actor.staff_id
        wave.state, wave.started_at = WaveState.RUNNING, now
        wave.save(update_fields=["total", "created_by", "state", "started_at"])
        _record(actor, wave, "begun")
        _go_on(wave)
    return wave


def pause_wave(actor: Actor, *, wave: Wave) -> None:
    """Nobody more is asked, and letters that wait stay where they are."""
    actor.require(SEND_WAVES)
    with transaction.atomic():
        if Wave.objects.filter(pk=wave.pk, state__in=(WaveState.RUNNING, WaveState.DONE)).update(
            state=WaveState.PAUSED
        ):
            _each_mail(wave, mailings.hold)
            _record(actor, wave, "paused")


def resume_wave(actor: Actor, *, wave: Wave, now: datetime) -> None:
    """Raises AskingError where the survey takes no answers."""
    actor.require(SEND_WAVES)
    if wave.survey.state != State.OPEN:
        raise AskingError(NOT_OPEN)
    with transaction.atomic():
        state = WaveState.DONE if wave.finished_at is not None else WaveState.RUNNING
        if Wave.objects.filter(pk=wave.pk, state=WaveState.PAUSED).update(state=state):
            wave.state = state
            for kind in (INVITATION_MAIL, REMINDER_MAIL):
                mailings.let_go(kind=kind, references=_references(wave), now=now)
            _record(actor, wave, "resumed")
            _go_on(wave)


def stop_wave(actor: Actor, *, wave: Wave, now: datetime) -> int:
    """For good: letters that wait never leave, their invitations lead nowhere, the budget has their days again.

    Returns how many letters did not leave.
    """
    actor.require(SEND_WAVES)
    with transaction.atomic():
        stopped = Wave.objects.filter(pk=wave.pk).exclude(state__in=(WaveState.DRAFT, WaveState.STOPPED))
        if not stopped.update(state=WaveState.STOPPED, finished_at=now):
            return 0
        _each_mail(wave, mailings.cancel)
        unsent = queries.invited(wave).filter(
            channel=Channel.EMAIL, sent_at=None, answered_at=None, withdrawn_at=None,
            pk__in=mailings.references_in(kind=INVITATION_MAIL, states=mailings.NEVER_LEFT),
        )  # fmt: skip
        budget.give_back(origin=wave.key, customer_ids=list(unsent.values_list("customer_id", flat=True)))
        withdrawn = unsent.update(withdrawn_at=now)
        _record(actor, wave, "stopped")
    return withdrawn


def send_lost_again(actor: Actor, *, wave: Wave, now: datetime) -> int:
    """Letters that failed, or of which nobody knows whether they left: a person decides."""
    actor.require(SEND_WAVES)
    with transaction.atomic():
        count = mailings.send_again(kind=INVITATION_MAIL, references=_references(wave), now=now)
        _record(actor, wave, "sent_again")
    return count


def delete_wave(actor: Actor, *, wave: Wave) -> None:
    """A draft may go; raises AskingError for another."""
    actor.require(SEND_WAVES)
    if wave.state != WaveState.DRAFT:
        raise AskingError(BEGUN)
    with transaction.atomic():
        _record(actor, wave, "deleted")
        wave.delete()


def letter_of(actor: Actor, *, wave: Wave, customer_id: int, segment_id: int | None = None) -> MailDraft:
    """The letter this customer would get; its links lead to the preview of the survey. Raises Customer.DoesNotExist."""
    actor.require(SEND_WAVES)
    customer = customers.get_customer(actor, customer_id=customer_id)
    asked = asked_in(wave.survey.version)  # type: ignore[arg-type]
    language = customer.language if customer.language in asked.languages else asked.languages[0]
    words = posting.words_for(posting.texts_of(wave), wave.survey, wave, segment_id, language)
    pattern = pattern_of(asked, words, language=language, company=identity.get_company().name, is_reminder=False)
    url = contacting.site() + reverse("surveys:preview", args=[wave.survey_id])
    filled = pattern.fill(Facts(name=posting.name_of(customer), survey_url=url, unsubscribe_url=url))
    return MailDraft(recipient="", subject=filled.subject, text=filled.text, html=filled.html)


def send_test(actor: Actor, *, wave: Wave, customer_id: int, recipient: str) -> None:
    """The letter as this customer would get it, to a colleague, at once. Raises DeliveryError."""
    draft = letter_of(actor, wave=wave, customer_id=customer_id)
    told = MailDraft(recipient=recipient, subject=draft.subject, text=draft.text, html=draft.html)
    transport.send(told, message_id=new_message_id())


def _set_texts(wave: Wave, told: WaveDraft) -> None:
    wave.texts.all().delete()
    common = [
        WaveText(wave=wave, language=language, subject=words.subject.strip()[:150], body=words.body.strip())
        for language, words in told.texts.items()
    ]
    own = [
        WaveText(wave=wave, segment_id=segment, language=language, subject=words.subject.strip()[:150],
                 body=words.body.strip())
        for (segment, language), words in told.own_texts.items()
    ]  # fmt: skip
    WaveText.objects.bulk_create([*common, *own])


def _go_on(wave: Wave) -> None:
    from zabota.capabilities.asking import jobs

    if wave.state != WaveState.RUNNING:
        return
    if wave.kind == WaveKind.ONCE:
        jobs.run_wave.enqueue(unique=f"asking:{wave.pk}", wave_id=wave.pk)
    else:
        jobs.rounds.enqueue(unique="asking.rounds")


def _references(wave: Wave) -> mailings.References:
    return queries.invited(wave).order_by().values("pk")


def _each_mail(wave: Wave, deed: MailingDeed) -> None:
    for kind in (INVITATION_MAIL, REMINDER_MAIL):
        deed(kind=kind, references=_references(wave))


def _record(actor: Actor, wave: Wave, what: str) -> None:
    audit.record(actor=actor, action=f"asking.wave_{what}", object_kind="wave", object_id=wave.pk,
                 after={"name": wave.name})  # fmt: skip
