"""Letters of a wave as they leave, made a batch at a time; and what is told of each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from zabota.capabilities.asking.contracts import AGAIN, ASKED, RELATIONSHIP, TRANSACTIONAL, WaveKind, Words
from zabota.capabilities.asking.letters import Facts, Pattern, default_words, pattern_of
from zabota.capabilities.asking.models import Wave, WaveText, Wording
from zabota.capabilities.contacting import addresses, services
from zabota.capabilities.contacting import queries as contacting
from zabota.capabilities.contacting.contracts import Skip
from zabota.capabilities.customers.models import Channel, Customer, Purpose
from zabota.capabilities.surveys import addresses as survey_addresses
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.capabilities.surveys.visits import is_taking
from zabota.foundation.events import services as events
from zabota.foundation.events.contracts import NewEvent
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.messaging.contracts import DeliveryError, MailDraft, MailNews, MailState, Reason

Drafts = dict[int, MailDraft | DeliveryError | datetime]


def compose(invitation_ids: Sequence[int]) -> Drafts:
    return _compose(invitation_ids, is_reminder=False)


def compose_reminders(invitation_ids: Sequence[int]) -> Drafts:
    return _compose(invitation_ids, is_reminder=True)


def heard(told: Mapping[int, MailNews]) -> None:
    """Sent: the invitation says when. Failed: what was taken of the budget is there again, a dead address is noted.

    A letter of which nobody knows whether it left counts as sent: a reminder will come to whoever has not answered.
    """
    left = {one: news.at for one, news in told.items() if news.state in (MailState.SENT, MailState.UNCLEAR)}
    if left:
        fresh = list(Invitation.objects.filter(pk__in=left, sent_at=None).select_related("survey"))
        Invitation.objects.filter(pk__in=[one.pk for one in fresh]).update(sent_at=max(left.values()))
        tell_asked(SYSTEM, fresh, at=max(left.values()))
    for one, news in told.items():
        if news.state == MailState.FAILED:
            _take_back(one, news)


def tell_asked(actor: Actor, invitations: Sequence[Invitation], *, at: datetime) -> None:
    """On the timeline of each."""
    told = [
        NewEvent(
            customer_id=one.customer_id, occurred_at=at, subject=f"invitation:{one.pk}",
            data={"survey_id": one.survey_id, "name": one.survey.name, "channel": one.channel},
        )
        for one in invitations
    ]  # fmt: skip
    if told:
        events.publish_many(kind=ASKED, actor=actor, events=told)


def _take_back(invitation_id: int, news: MailNews) -> None:
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None:
        return
    with transaction.atomic():
        if news.reason == Reason.RECIPIENT and (address := _address_of(invitation.customer_id)):
            services.note_dead_address(address, detail=news.detail, now=news.at)
        services.give_back(origin=origin_of(invitation), customer_ids=[invitation.customer_id])


def ignore(_told: Mapping[int, MailNews]) -> None:
    """Nothing hangs on a reminder."""


def local_day(now: datetime) -> date:
    """The company's day: jobs know no other time zone than UTC."""
    return now.astimezone(ZoneInfo(identity.get_company().time_zone)).date()


def origin_of(invitation: Invitation) -> str:
    return invitation.wave or f"invitation:{invitation.survey_id}"


def occasion_of(survey: Survey, wave: Wave | None) -> str:
    if wave is not None and wave.kind == WaveKind.CASE:
        return AGAIN
    return RELATIONSHIP if survey.is_relationship else TRANSACTIONAL


def texts_of(wave: Wave | None) -> dict[tuple[int | None, str], Words]:
    """By segment and language."""
    rows = WaveText.objects.filter(wave=wave) if wave is not None else ()
    return {(row.segment_id, row.language): Words(subject=row.subject, body=row.body) for row in rows}


def name_of(customer: Customer) -> str:
    """How a letter addresses him: as the card says, else by the name of a person."""
    told = customer.salutation or (customer.name if customer.kind == "person" else "")
    return "".join(letter for letter in told if letter.isprintable()).strip()


def words_for(
    texts: Mapping[tuple[int | None, str], Words], survey: Survey, wave: Wave | None, segment_id: int | None,
    language: str,
) -> Words:  # fmt: skip
    """The segment's own words, else those of the wave, else the usual ones."""
    usual = default_words(Kind(survey.kind), is_again=wave is not None and wave.kind == WaveKind.CASE)
    return texts.get((segment_id, language)) or texts.get((None, language)) or usual[language]


class _Batch:
    """What letters of one batch share: waves with their words, patterns, the company, the site."""

    def __init__(self, invitations: Sequence[Invitation], *, is_reminder: bool) -> None:
        keys = {one.wave for one in invitations}
        numbers = [int(key.removeprefix("wave:")) for key in keys if key.startswith("wave:")]
        self.waves = {wave.key: wave for wave in Wave.objects.filter(pk__in=numbers)}
        self.texts = {key: texts_of(wave) for key, wave in self.waves.items()}
        own = Wording.objects.filter(invitation__in=[one.pk for one in invitations])
        self.segments = dict(own.values_list("invitation_id", "segment_id"))
        self.company, self.site, self.is_reminder = identity.get_company().name, contacting.site(), is_reminder
        self.patterns: dict[tuple[str, int, int | None, str], Pattern] = {}

    def draft(self, invitation: Invitation, recipient: str) -> MailDraft:
        filled = self.pattern(invitation).fill(
            Facts(
                name=name_of(invitation.customer), survey_url=self.site + survey_addresses.path_of(invitation.pk),
                unsubscribe_url=(out := self.site + self._out(invitation)),
            )
        )  # fmt: skip
        headers = {"List-Unsubscribe": f"<{out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return MailDraft(
            recipient=recipient, subject=filled.subject, text=filled.text, html=filled.html, headers=headers
        )  # fmt: skip

    def _out(self, invitation: Invitation) -> str:
        return addresses.path_of(invitation.customer_id, Purpose.SURVEYS, language=invitation.language)

    def pattern(self, invitation: Invitation) -> Pattern:
        segment_id = self.segments.get(invitation.pk)
        key = (invitation.wave, invitation.survey_id, segment_id, invitation.language)
        if key not in self.patterns:
            wave, survey = self.waves.get(invitation.wave), invitation.survey
            words = words_for(self.texts.get(invitation.wave, {}), survey, wave, segment_id, invitation.language)
            asked = Questionnaire.model_validate(survey.version.definition) if survey.version else None
            if asked is None:
                raise DeliveryError(Reason.NOT_MADE)
            self.patterns[key] = pattern_of(
                asked, words, language=invitation.language, company=self.company, is_reminder=self.is_reminder
            )
        return self.patterns[key]


def _compose(invitation_ids: Sequence[int], *, is_reminder: bool) -> Drafts:
    """Whoever has answered, whose time is over or whose survey is closed gets nothing any more."""
    now = timezone.now()
    rows = Invitation.objects.filter(pk__in=invitation_ids, withdrawn_at=None, answered_at=None)
    found = list(rows.exclude(expires_at__lt=now).select_related("customer"))
    surveys = Survey.objects.select_related("version").in_bulk({one.survey_id for one in found})
    for one in found:
        one.survey = surveys[one.survey_id]
    today = local_day(now)
    invitations = [one for one in found if one.survey.version and is_taking(one.survey, today=today)]
    batch = _Batch(invitations, is_reminder=is_reminder)
    allowed, refused = _judged(invitations, batch, now)
    recipients = contacting.addresses_of(list(allowed))
    drafts: Drafts = {}
    for one in invitations:
        moment = allowed.get(one.customer_id)
        if moment is None:
            is_dead = refused[one.customer_id] in {Skip.NO_ADDRESS, Skip.BOUNCED}
            drafts[one.pk] = DeliveryError(Reason.RECIPIENT if is_dead else Reason.WITHDRAWN)
        else:
            drafts[one.pk] = moment if moment > now else batch.draft(one, recipients[one.customer_id])
    return drafts


def _judged(
    invitations: Sequence[Invitation], batch: _Batch, now: datetime
) -> tuple[dict[int, datetime], dict[int, str]]:
    """Asked once more when the letter leaves: it is not written to who has refused since, nor at night."""
    by_occasion: dict[str, list[int]] = {}
    for one in invitations:
        by_occasion.setdefault(occasion_of(one.survey, batch.waves.get(one.wave)), []).append(one.customer_id)
    allowed: dict[int, datetime] = {}
    refused: dict[int, str] = {}
    for occasion, ids in by_occasion.items():
        verdict = contacting.may_contact(ids, on=occasion, channel=Channel.EMAIL, now=now, is_reminder=True)
        allowed.update(verdict.allowed)
        refused.update(verdict.skipped)
    return allowed, refused


def _address_of(customer_id: int) -> str:
    return contacting.addresses_of([customer_id]).get(customer_id, "")
