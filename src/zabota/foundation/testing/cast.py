"""The same few people in every test: owner, manager, agent, analyst, and a stranger who is nobody here."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client

from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.identity.models import Branch, Company, Staff
from zabota.foundation.testing.flushing import let_tests_empty_the_audit_log

let_tests_empty_the_audit_log()

PASSWORD = "correct horse battery"

# The slow function is slow on purpose; tests of what happens around it need not wait.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


@pytest.fixture
def company(db: None) -> Company:
    return Company.objects.create(pk=1, name="Лён и шёлк", currency="RUB", time_zone="Europe/Moscow", language="ru")


def make_staff(role: Role, *, branch: Branch | None = None) -> Staff:
    return Staff.objects.create(
        email=f"{role.value}@example.com",
        password=make_password(PASSWORD),
        name=role.value.title(),
        role=role,
        branch=branch,
        language="en",
    )


@pytest.fixture
def owner(company: Company) -> Staff:
    return make_staff(Role.OWNER)


@pytest.fixture
def manager(company: Company) -> Staff:
    return make_staff(Role.MANAGER)


@pytest.fixture
def agent(company: Company) -> Staff:
    return make_staff(Role.AGENT)


@pytest.fixture
def analyst(company: Company) -> Staff:
    return make_staff(Role.ANALYST)


def actor_of(staff: Staff) -> Actor:
    return queries.actor_for_staff(staff)


def client_of(staff: Staff | None) -> Client:
    """A signed-in browser; None is the stranger."""
    client = Client()
    if staff is not None:
        client.force_login(staff)
    return client


@pytest.fixture
def stranger(company: Company) -> Client:
    return client_of(None)
