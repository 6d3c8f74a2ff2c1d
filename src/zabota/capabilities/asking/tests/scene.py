"""A shop whose customers have e-mails and agreed to be asked, and one open NPS survey."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage

from zabota.capabilities.asking import services
from zabota.capabilities.asking.contracts import WaveDraft, Words
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.contacting.services import note_site
from zabota.capabilities.customers.models import ConsentEntry, ContactPoint, Customer
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Survey
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of
from zabota.foundation.testing.mail import html_of

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
"""Monday, noon in Moscow."""
SITE = "https://care.example"
TEXTS = {
    "ru": Words(subject="Один вопрос, {name}", body="{hello}\n\nКак вам «{company}»?"),
    "en": Words(subject="One question, {name}", body="{hello}\n\nHow is {company}?"),
}


def people(count: int, *, agree: bool = True, **fields: object) -> list[Customer]:
    start = Customer.objects.count()
    rows = Customer.objects.bulk_create(
        Customer(**{"name": f"Анна {start + n}", "language": "ru", "created_at": NOW, **fields}) for n in range(count)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"c{one.pk}@example.com") for one in rows
    )
    if agree:
        ConsentEntry.objects.bulk_create(
            ConsentEntry(customer=one, channel="email", purpose="surveys", is_given=True, recorded_at=NOW)
            for one in rows
        )
    return rows


def survey_of(owner: Staff, kind: Kind = Kind.NPS) -> Survey:
    survey = surveys.create_survey(actor_of(owner), kind=kind, name="Как мы вам", now=NOW)
    surveys.open_survey(actor_of(owner), survey=survey, now=NOW)
    return survey


def wave_of(owner: Staff, survey: Survey, **told: object) -> Wave:
    note_site(SITE)
    draft = WaveDraft(**{"survey_id": survey.pk, "name": "Весна", "texts": TEXTS, **told})
    return services.save_wave(actor_of(owner), told=draft, now=NOW)


def begun(owner: Staff, survey: Survey, **told: object) -> Wave:
    return services.begin_wave(actor_of(owner), wave=wave_of(owner, survey, **told), now=NOW)


def link_in(letter: EmailMessage, score: int) -> str:
    found = re.search(rf'href="{SITE}(/s/[^"]+\?score={score})"', html_of(letter))
    assert found, html_of(letter)
    return found[1]
