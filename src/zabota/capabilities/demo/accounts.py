"""The demo company's staff. Passwords are made anew each time they are shown and are kept nowhere."""

import secrets

from django.db import transaction

from zabota.capabilities.demo.contracts import COMPANY_NAME, STORES, Account
from zabota.foundation.audit import services as audit
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.identity.models import Branch, Staff

MAIL_DOMAIN = "example.com"
NAMES = {
    Role.OWNER: "Вера Шёлкова",
    Role.MANAGER: "Павел Льнов",
    Role.AGENT: "Алёна Ситцева",
    Role.ANALYST: "Григорий Батистов",
}


def set_up_company(*, language: str) -> None:
    """Make the demo company with its owner; AlreadySetUpError if there is a company."""
    identity.set_up_company(
        company_name=COMPANY_NAME, currency="RUB", time_zone="Europe/Moscow", language=language,
        owner_name=NAMES[Role.OWNER], email=_email(Role.OWNER), password=_password(),
    )  # fmt: skip


def add_staff(*, language: str) -> None:
    """The four people of the shop, those who are missing; nobody can sign in before `renew_accounts`."""
    for role, name in NAMES.items():
        if not Staff.objects.filter(email=_email(role)).exists():
            Staff.objects.create_user(_email(role), None, name=name, role=role, language=language)


def renew_accounts(*, language: str) -> list[Account]:
    """Give each of the four a fresh random password, adding those who are missing; the agent works in one store."""
    accounts = []
    with transaction.atomic():
        add_staff(language=language)
        for role in NAMES:
            password = _password()
            staff = Staff.objects.get(email=_email(role))
            if role == Role.AGENT and staff.branch_id is None:
                staff.branch = Branch.objects.filter(name=STORES[0]).first()
            staff.set_password(password)
            staff.save()
            audit.record(actor=SYSTEM, action="demo.password", object_kind="staff", object_id=staff.pk)
            accounts.append(Account(role=role.value, email=staff.email, password=password))
    return accounts


def is_demo_owner_here() -> bool:
    return Staff.objects.filter(email=_email(Role.OWNER), name=NAMES[Role.OWNER]).exists()


def _email(role: Role) -> str:
    return f"{role.value}@{MAIL_DOMAIN}"


def _password() -> str:
    """Four groups of letters and digits that nobody confuses: 75 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
