"""Sessions end when they should."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client

from zabota.foundation.identity import services
from zabota.foundation.identity.contracts import Role
from zabota.foundation.identity.jobs import forget_dead_sessions
from zabota.foundation.identity.models import CacheEntry, Staff
from zabota.foundation.testing.cast import PASSWORD, actor_of, client_of

MORNING = "2026-03-02T06:00:00Z"


def signed_in(staff: Staff, browser: str = "Firefox") -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/account/login/", {"login": staff.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/profile").status_code == 200


def test_three_idle_hours_end_a_session(owner: Staff) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(owner)
        clock.shift(timedelta(hours=2, minutes=59))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=3))
        assert not is_signed_in(client)


def test_twelve_hours_end_even_a_busy_session(owner: Staff) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(owner)
        for _ in range(5):
            clock.shift(timedelta(hours=2))
            assert is_signed_in(client)
        clock.shift(timedelta(hours=2))
        assert not is_signed_in(client)


def test_a_changed_password_ends_the_other_sessions(owner: Staff) -> None:
    here, elsewhere = signed_in(owner), signed_in(owner, "Chrome")
    new = "another long phrase"
    answer = here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302, answer.text
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("change", ["role", "closed"])
def test_a_new_role_or_a_closed_account_ends_sessions_at_once(owner: Staff, agent: Staff, change: str) -> None:
    client = signed_in(agent)
    if change == "role":
        services.change_staff(actor_of(owner), staff_id=agent.pk, name=agent.name, role=Role.ANALYST, branch_id=None)
    else:
        services.deactivate_staff(actor_of(owner), staff_id=agent.pk, now=owner.created_at)
    assert not is_signed_in(client)


def test_one_of_my_sessions_is_ended_and_mine_alone(owner: Staff, agent: Staff) -> None:
    here, elsewhere, foreign = signed_in(owner), signed_in(owner, "Chrome"), signed_in(agent)
    other = UserSession.objects.get(user_agent="Chrome")
    assert "Chrome" in here.get("/settings/profile").text
    theirs = UserSession.objects.get(user=agent)
    assert here.post(f"/settings/profile/sessions/{theirs.pk}/end").status_code == 404
    assert here.post(f"/settings/profile/sessions/{other.pk}/end").status_code == 302
    assert is_signed_in(here)
    assert is_signed_in(foreign)
    assert not is_signed_in(elsewhere)


def test_all_others_end_and_this_one_goes_on(owner: Staff) -> None:
    here, elsewhere, unlisted = signed_in(owner), signed_in(owner, "Chrome"), client_of(owner)
    assert here.post("/settings/profile/sessions/end-others").status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(unlisted)


def test_dead_sessions_and_old_counters_are_swept_at_night(owner: Staff) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in(owner)
        client.post("/account/login/", {"login": owner.email, "password": "wrong"})
        Client().post("/account/login/", {"login": owner.email, "password": "wrong"})
        forget_dead_sessions()
        assert UserSession.objects.count() == 1
        assert CacheEntry.objects.exists()
        clock.shift(timedelta(days=1))
        forget_dead_sessions()
        assert not UserSession.objects.exists()
        assert not CacheEntry.objects.exists()
