"""Colleagues and branches: invited by a link, limited to a branch, the last owner stays."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.identity import queries, services
from zabota.foundation.identity.contracts import (
    BranchInUseError,
    LastOwnerError,
    LinkExpiredError,
    NameTakenError,
    PermissionDeniedError,
    Role,
)
from zabota.foundation.identity.models import AccessLink, ApiKey, Staff
from zabota.foundation.testing.cast import PASSWORD, actor_of, client_of

PHRASE = "a new long phrase"


def invite(owner: Staff, *, email: str = "boris@example.com", role: Role = Role.AGENT) -> services.IssuedLink:
    return services.invite_staff(
        actor_of(owner), email=email, name="Борис", role=role, branch_id=None, language="ru", now=timezone.now()
    )


def test_an_invited_colleague_chooses_the_password_himself(owner: Staff) -> None:
    answer = client_of(owner).post(
        "/settings/staff/add",
        {"name": "Борис", "email": "Boris@example.com", "role": "agent", "branch": "", "language": "ru"},
    )
    address = answer.context["address"]
    assert address in answer.text
    assert address in mail.outbox[0].body
    assert "Здравствуйте, Борис" in mail.outbox[0].body
    path = address.removeprefix("http://testserver")
    boris = Client()
    page = boris.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert boris.post(path, {"password": PHRASE}).headers["Location"] == "/account/login/"
    assert boris.get(path).status_code == 410
    answer = boris.post("/account/login/", {"login": "boris@example.com", "password": PHRASE})
    assert answer.headers["Location"] == "/"


def test_without_a_password_nobody_signs_in(owner: Staff) -> None:
    invite(owner)
    client = Client()
    client.post("/account/login/", {"login": "boris@example.com", "password": ""})
    client.post("/account/login/", {"login": "boris@example.com", "password": "!"})
    assert client.get("/settings/profile").status_code == 302


def test_a_link_is_kept_as_a_hash_works_once_and_not_for_ever(owner: Staff) -> None:
    link = invite(owner)
    assert link.token not in str(AccessLink.objects.values_list())
    with pytest.raises(LinkExpiredError):
        services.accept_link(link.token, password=PHRASE, now=timezone.now() + timedelta(hours=73))
    services.accept_link(link.token, password=PHRASE, now=timezone.now())
    with pytest.raises(LinkExpiredError):
        services.accept_link(link.token, password=PHRASE, now=timezone.now())


def test_a_newer_link_makes_the_older_one_void(owner: Staff) -> None:
    first = invite(owner)
    services.issue_link(actor_of(owner), staff_id=first.staff.pk, now=timezone.now())
    assert Client().get(f"/join/{first.token}").status_code == 410


def test_the_same_e_mail_is_not_invited_twice(owner: Staff) -> None:
    answer = client_of(owner).post(
        "/settings/staff/add",
        {"name": "X", "email": "OWNER@example.com", "role": "agent", "branch": "", "language": "ru"},
    )
    assert "email" in answer.context["form"].errors
    assert Staff.objects.count() == 1


def test_the_last_owner_who_can_sign_in_stays(owner: Staff) -> None:
    invite(owner, role=Role.OWNER)
    for attempt in ("demote", "close"):
        with pytest.raises(LastOwnerError):
            if attempt == "demote":
                services.change_staff(actor_of(owner), staff_id=owner.pk, name="A", role=Role.AGENT, branch_id=None)
            else:
                services.deactivate_staff(actor_of(owner), staff_id=owner.pk, now=timezone.now())
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == (Role.OWNER, True)


def test_closing_an_account_revokes_its_keys_and_its_link(owner: Staff) -> None:
    second = Staff.objects.create_user("second@example.com", PASSWORD, name="Second", role=Role.OWNER)
    issued = services.create_key(actor_of(second), name="till", role=Role.OWNER, scopes=["identity.manage_keys"])
    link = services.issue_link(actor_of(owner), staff_id=second.pk, now=timezone.now())
    services.deactivate_staff(actor_of(owner), staff_id=second.pk, now=timezone.now())
    assert services.authenticate_key(issued.text, now=timezone.now()) is None
    assert ApiKey.objects.get().revoked_at is not None
    assert Client().get(f"/join/{link.token}").status_code == 410
    client_of(None).post("/account/login/", {"login": second.email, "password": PASSWORD})
    services.activate_staff(actor_of(owner), staff_id=second.pk)
    assert services.authenticate_key(issued.text, now=timezone.now()) is None


def test_every_change_leaves_an_audit_row_without_secrets(owner: Staff) -> None:
    link = invite(owner)
    services.change_staff(actor_of(owner), staff_id=link.staff.pk, name="Б", role=Role.ANALYST, branch_id=None)
    services.accept_link(link.token, password=PHRASE, now=timezone.now())
    services.deactivate_staff(actor_of(owner), staff_id=link.staff.pk, now=timezone.now())
    rows = list(AuditEntry.objects.order_by("pk"))
    assert [row.action for row in rows] == [
        "staff.invite",
        "staff.change",
        "staff.choose_password",
        "staff.deactivate",
    ]
    text = " ".join(f"{row.before_json} {row.after_json} {row.summary}" for row in rows)
    assert link.token not in text
    assert PHRASE not in text


@pytest.mark.parametrize("role", ["manager", "agent", "analyst"])
def test_only_the_owner_manages_people(request: pytest.FixtureRequest, owner: Staff, role: str) -> None:
    person = request.getfixturevalue(role)
    with pytest.raises(PermissionDeniedError):
        services.change_staff(actor_of(person), staff_id=person.pk, name=person.name, role=Role.OWNER, branch_id=None)
    answer = client_of(person).post(f"/settings/staff/{person.pk}", {"name": "x", "role": "owner", "branch": ""})
    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.role == role


def test_a_person_cannot_raise_himself_by_his_profile(agent: Staff) -> None:
    client_of(agent).post(
        "/settings/profile",
        {"name": "New", "language": "ru", "theme": "dark", "role": "owner", "branch": "", "is_active": "1"},
    )
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.theme, agent.role) == ("New", "ru", "dark", Role.AGENT)


def test_the_list_is_searched_in_cyrillic_and_filtered(owner: Staff) -> None:
    invite(owner)
    client = client_of(owner)
    assert "boris@example.com" in client.get("/settings/staff?q=борис").text
    assert "boris@example.com" not in client.get("/settings/staff?role=analyst").text
    assert "boris@example.com" not in client.get("/settings/staff?active=no").text


def test_the_list_costs_the_same_for_three_and_for_thirty_people(owner: Staff) -> None:
    client = client_of(owner)
    client.get("/settings/staff")
    counts = []
    for size in (3, 30):
        for number in range(size):
            invite(owner, email=f"p{size}.{number}@example.com")
        with CaptureQueriesContext(connection) as asked:
            client.get("/settings/staff")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_branch_keeps_managers_and_agents_to_itself(owner: Staff, manager: Staff) -> None:
    north = services.add_branch(actor_of(owner), name="Север")
    services.change_staff(
        actor_of(owner), staff_id=manager.pk, name=manager.name, role=Role.MANAGER, branch_id=north.pk
    )
    manager.refresh_from_db()
    actor = actor_of(manager)
    assert actor.branch_limit == north.pk
    assert (actor.sees_branch(north.pk), actor.sees_branch(None)) == (True, False)
    assert list(queries.limit_to_branch(Staff.objects.all(), actor)) == [manager]
    assert queries.limit_to_branch(Staff.objects.all(), actor_of(owner)).count() == 2


def test_a_branch_with_people_stays_because_they_would_see_everything(owner: Staff, manager: Staff) -> None:
    north = services.add_branch(actor_of(owner), name="Север")
    with pytest.raises(NameTakenError):
        services.add_branch(actor_of(owner), name="Север")
    Staff.objects.filter(pk=manager.pk).update(branch=north)
    with pytest.raises(BranchInUseError):
        services.remove_branch(actor_of(owner), branch_id=north.pk)
    Staff.objects.filter(pk=manager.pk).update(branch=None)
    services.rename_branch(actor_of(owner), branch_id=north.pk, name="Север-2")
    services.remove_branch(actor_of(owner), branch_id=north.pk)
    assert not queries.list_branches().exists()


def test_company_settings_are_kept_with_their_margin(owner: Staff) -> None:
    sent = {
        "name": "Новое имя",
        "currency": "EUR",
        "time_zone": "Europe/Berlin",
        "language": "en",
        "margin_percent": "37.5",
    }
    assert client_of(owner).post("/settings/company", sent).status_code == 302
    company = queries.get_company()
    assert (company.name, company.currency, str(company.margin_rate)) == ("Новое имя", "EUR", "0.3750")
    assert 'value="37.5"' in client_of(owner).get("/settings/company").text
    row = AuditEntry.objects.get(action="company.change")
    assert "Europe/Moscow" in str(row.before_json)
