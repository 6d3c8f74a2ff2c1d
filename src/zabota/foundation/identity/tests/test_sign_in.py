"""Signing in: delays, no hints for strangers, the second factor."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.identity import services
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import PASSWORD, actor_of, client_of

NOON = "2026-03-02T12:00:00Z"


def attempt(client: Client, email: str, password: str, address: str = "203.0.113.7"):
    return client.post("/account/login/", {"login": email, "password": password}, REMOTE_ADDR=address)


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/profile").status_code == 200


def test_the_right_password_opens_the_door_with_a_new_session_id(owner: Staff) -> None:
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies["zabota_session"] = session.session_key
    before = session.session_key
    assert attempt(client, "Owner@Example.com ", PASSWORD).status_code == 302
    assert client.session.session_key != before
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(owner: Staff) -> None:
    wrong = attempt(Client(), owner.email, "not the password", "203.0.113.1")
    unknown = attempt(Client(), "other@example.com", "not the password", "203.0.113.2")
    assert wrong.status_code == unknown.status_code == 200
    assert _without_tokens(wrong.text, owner.email) == _without_tokens(unknown.text, "other@example.com")


def _without_tokens(text: str, email: str) -> list[str]:
    return [line.replace(email, "") for line in text.splitlines() if "csrf" not in line.lower()]


@time_machine.travel(NOON, tick=False)
def test_the_sixth_failure_in_a_quarter_of_an_hour_must_wait(owner: Staff) -> None:
    for _ in range(5):
        assert attempt(Client(), owner.email, "wrong", "203.0.113.9").status_code == 200
    answer = attempt(Client(), owner.email, PASSWORD, "198.51.100.1")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 900
    with time_machine.travel("2026-03-02T12:15:01Z", tick=False):
        assert attempt(Client(), owner.email, PASSWORD, "198.51.100.1").status_code == 302


@time_machine.travel(NOON, tick=False)
def test_strangers_cannot_lock_a_person_out_of_a_known_browser(owner: Staff) -> None:
    known = Client()
    assert attempt(known, owner.email, PASSWORD).status_code == 302
    known.post("/account/logout/")
    for _ in range(6):
        attempt(Client(), owner.email, "wrong", "198.51.100.9")
    assert attempt(Client(), owner.email, PASSWORD, "198.51.100.9").status_code == 429
    assert attempt(known, owner.email, PASSWORD).status_code == 302


@time_machine.travel(NOON, tick=False)
def test_one_address_gets_twenty_failures_an_hour(company: object) -> None:
    answers = [attempt(Client(), f"somebody{number}@example.com", "wrong").status_code for number in range(21)]
    assert answers == [200] * 20 + [429]


@time_machine.travel(NOON, tick=False)
def test_a_forged_forwarded_address_does_not_pass_the_limit(company: object) -> None:
    for number in range(20):
        attempt(Client(), f"somebody{number}@example.com", "wrong")
    forged = Client(headers={"x-forwarded-for": "192.0.2.77"})
    assert attempt(forged, "one.more@example.com", "wrong").status_code == 429


def test_unwanted_doors_do_not_exist(stranger: Client) -> None:
    for name in ("account_signup", "account_email", "account_set_password", "account_request_login_code"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert stranger.get("/account/signup/").status_code == 404


def test_sign_out_needs_a_post_and_kills_the_session_on_the_server(owner: Staff) -> None:
    client = client_of(owner)
    cookie = client.cookies["zabota_session"].value
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    replay = Client()
    replay.cookies["zabota_session"] = cookie
    assert not is_signed_in(replay)


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_after_sign_in_nobody_is_sent_to_a_foreign_place(owner: Staff, target: str) -> None:
    answer = Client().post(
        "/account/login/", {"login": owner.email, "password": PASSWORD, "next": target}, REMOTE_ADDR="203.0.113.7"
    )
    assert answer.headers["Location"] == "/"
    answer = Client().post("/preferences", {"language": "ru", "next": target})
    assert answer.headers["Location"] == "/"


def test_a_password_reset_tells_nothing_and_sends_only_to_staff(owner: Staff) -> None:
    known = Client().post("/account/password/reset/", {"email": owner.email})
    unknown = Client().post("/account/password/reset/", {"email": "other@example.com"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [letter.to for letter in mail.outbox] == [[owner.email]]


def test_a_password_reset_without_a_mail_server_looks_the_same_for_everybody(owner: Staff, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "zabota.foundation.messaging.backend.MailBackend", ""
    known = Client().post("/account/password/reset/", {"email": owner.email})
    unknown = Client().post("/account/password/reset/", {"email": "other@example.com"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_a_password_reset_ends_sessions_and_works_once(owner: Staff) -> None:
    old = client_of(owner)
    Client().post("/account/password/reset/", {"email": owner.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    path = link.removeprefix("http://testserver")
    client = Client()
    form_page = client.get(path).headers["Location"]
    answer = client.post(form_page, {"password1": "a new long phrase", "password2": "a new long phrase"})
    assert answer.status_code == 302, answer.text
    assert not is_signed_in(old)
    assert attempt(Client(), owner.email, "a new long phrase").status_code == 302
    assert "no longer works" in Client().get(path).text
    assert AuditEntry.objects.filter(action="staff.password_reset").exists()


def turn_on_second_factor(client: Client) -> str:
    attempt(client, "owner@example.com", PASSWORD)
    assert "reauthenticate" in client.get("/account/2fa/totp/activate/").headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD}, REMOTE_ADDR="203.0.113.7")
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.text
    secret = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    return secret


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_code_of_the_second_factor_works_once(owner: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        secret = turn_on_second_factor(Client())
    with time_machine.travel("2026-03-02T12:05:00Z", tick=False):
        code = code_now(secret)
        first, second = Client(), Client()
        for client in (first, second):
            assert attempt(client, owner.email, PASSWORD).headers["Location"].startswith("/account/2fa/authenticate/")
            assert not is_signed_in(client)
        assert first.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
        assert is_signed_in(first)
        assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
        assert not is_signed_in(second)


def test_the_code_that_turns_the_second_factor_on_does_not_sign_in(owner: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        code = code_now(turn_on_second_factor(Client()))
        other = Client()
        attempt(other, owner.email, PASSWORD)
        assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
        assert not is_signed_in(other)


def test_recovery_codes_are_shown_once_and_used_once(owner: Staff) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        turn_on_second_factor(client)
        codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
        assert len(codes) == 10
        assert codes[0] not in client.get("/account/2fa/recovery-codes/").text
    for number, expected in ((0, 302), (0, 200), (1, 302)):
        other = Client()
        attempt(other, owner.email, PASSWORD)
        assert other.post("/account/2fa/authenticate/", {"code": codes[number]}).status_code == expected


def test_secrets_of_the_second_factor_are_not_readable_in_the_database(owner: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        secret = turn_on_second_factor(Client())
    rows = [str(row.data) for row in Authenticator.objects.all()]
    assert len(rows) == 2
    assert not any(secret in row for row in rows)


def test_a_reset_password_does_not_bypass_the_second_factor(owner: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        turn_on_second_factor(Client())
    link = services.issue_link(actor_of(owner), staff_id=owner.pk, now=owner.created_at)
    services.accept_link(link.token, password="a new long phrase", now=owner.created_at)
    client = Client()
    assert attempt(client, owner.email, "a new long phrase").headers["Location"].startswith("/account/2fa/")
    assert not is_signed_in(client)


def test_changing_the_second_factor_asks_for_the_password_again(owner: Staff) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        turn_on_second_factor(client)
    with time_machine.travel("2026-03-02T12:30:00Z", tick=False):
        answer = client.post("/account/2fa/totp/deactivate/")
    assert "reauthenticate" in answer.headers["Location"]
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_lost_phone_is_mended_by_the_owner_and_noted(
    owner: Staff, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            turn_on_second_factor(client)
        services.remove_second_factor(actor_of(owner), staff_id=owner.pk)
        assert not is_signed_in(client)
        assert attempt(client, owner.email, PASSWORD).headers["Location"] == "/"
    assert not Authenticator.objects.exists()
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["staff.second_factor_add", "staff.second_factor_add", "staff.second_factor_remove"]


def test_a_stale_form_is_explained_in_words(owner: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": owner.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.text
