"""The company itself: made once, changed by its owner."""

import zoneinfo
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import (
    MANAGE_COMPANY,
    Actor,
    AlreadySetUpError,
    InvalidChoiceError,
    Role,
)
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.identity.services._passwords import require_good_password

CURRENCY_LENGTH = 3


def require_company_choices(*, currency: str, time_zone: str, language: str) -> None:
    if len(currency) != CURRENCY_LENGTH or not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise InvalidChoiceError(_("A currency is three Latin capital letters, such as RUB or EUR."), field="currency")
    if time_zone not in zoneinfo.available_timezones():
        raise InvalidChoiceError(_("There is no such time zone."), field="time_zone")
    if language not in dict(settings.LANGUAGES):
        raise InvalidChoiceError(_("There is no such language."), field="language")


def set_up_company(
    *, company_name: str, currency: str, time_zone: str, language: str, owner_name: str, email: str, password: str,
    address: str = "",
) -> Staff:  # fmt: skip
    """Make the company and its first owner; the second of two simultaneous calls gets AlreadySetUpError.

    The company is always row 1, so the database itself refuses a second one.
    """
    require_company_choices(currency=currency, time_zone=time_zone, language=language)
    require_good_password(password, Staff(email=email, name=owner_name))
    try:
        with transaction.atomic():
            Company.objects.create(
                pk=1, name=company_name.strip(), currency=currency, time_zone=time_zone, language=language
            )
            owner = Staff.objects.create_user(
                email, password, name=owner_name.strip(), role=Role.OWNER, language=language
            )
            actor = queries.actor_for_staff(owner, address=address)
            audit.record(
                actor=actor, action="company.set_up", object_kind="company", object_id=1,
                before=None, after={"name": company_name, "currency": currency, "time_zone": time_zone},
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadySetUpError(_("This installation is already set up.")) from error
    return owner


def change_company(
    actor: Actor, *, name: str, currency: str, time_zone: str, language: str, margin_rate: Decimal | None
) -> Company:
    actor.require(MANAGE_COMPANY)
    require_company_choices(currency=currency, time_zone=time_zone, language=language)
    if margin_rate is not None and not 0 <= margin_rate <= 1:
        raise InvalidChoiceError(_("The usual margin is between 0 and 100 %."), field="margin_rate")
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=1)
        before = _snapshot(company)
        company.name, company.currency, company.time_zone = name.strip(), currency, time_zone
        company.language, company.margin_rate = language, margin_rate
        company.save()
        audit.record(
            actor=actor, action="company.change", object_kind="company", object_id=1,
            before=before, after=_snapshot(company),
        )  # fmt: skip
    return company


def _snapshot(company: Company) -> dict[str, object]:
    return {
        "name": company.name,
        "currency": company.currency,
        "time_zone": company.time_zone,
        "language": company.language,
        "margin_rate": None if company.margin_rate is None else str(company.margin_rate),
    }
