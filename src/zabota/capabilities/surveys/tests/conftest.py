"""One survey of each kind, open, and one customer who is asked."""

from datetime import UTC, datetime

import pytest

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.surveys import services
from zabota.capabilities.surveys.contracts import Channel, Kind
from zabota.capabilities.surveys.models import Invitation, Survey
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import actor_of

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)


def opened(owner: Staff, kind: Kind = Kind.NPS, *, is_anonymous: bool = False) -> Survey:
    survey = services.create_survey(actor_of(owner), kind=kind, name=f"Опрос {kind}", now=NOW)
    if is_anonymous:
        Survey.objects.filter(pk=survey.pk).update(is_anonymous=True)
        survey.refresh_from_db()
    services.open_survey(actor_of(owner), survey=survey, now=NOW)
    return survey


def card(owner: Staff, name: str = "Анна Петрова", **fields: object) -> Customer:
    told = CustomerChange(
        fields={"name": name, "language": "ru", **fields},
        contacts=[ContactDraft(kind="email", value=f"c{Customer.objects.count()}@example.com")],
    )
    return customers.create_customer(actor_of(owner), told=told, now=NOW).customer


def invited(owner: Staff, survey: Survey, customer: Customer) -> Invitation:
    (invitation,) = services.invite(
        actor_of(owner), survey=survey, customer_ids=[customer.pk], channel=Channel.LINK, now=NOW
    )
    return invitation


@pytest.fixture
def nps(owner: Staff) -> Survey:
    return opened(owner)


@pytest.fixture
def anna(owner: Staff) -> Customer:
    return card(owner)
