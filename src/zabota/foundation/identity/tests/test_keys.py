"""Keys of programs: shown once, kept as a hash, narrowed, revocable; logs without secrets."""

import logging
from datetime import timedelta

import pytest
from django.test import RequestFactory, override_settings
from django.utils import timezone

from zabota.foundation.identity import logs, services
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.contracts import (
    MANAGE_COMPANY,
    MANAGE_KEYS,
    MANAGE_STAFF,
    InvalidChoiceError,
    PermissionDeniedError,
    Role,
)
from zabota.foundation.identity.models import ApiKey, Staff
from zabota.foundation.testing.cast import actor_of, client_of


def issue(owner: Staff, **changes) -> services.IssuedKey:
    return services.create_key(
        actor_of(owner), **{"name": "till", "role": Role.OWNER, "scopes": [MANAGE_STAFF], **changes}
    )


def test_a_key_acts_with_its_scopes_and_no_more(owner: Staff) -> None:
    actor = services.authenticate_key(issue(owner).text, now=timezone.now())
    assert actor is not None
    assert (actor.kind, actor.may(MANAGE_STAFF), actor.may(MANAGE_COMPANY)) == ("key", True, False)


def test_a_key_is_kept_as_a_hash_and_shown_once(owner: Staff) -> None:
    client = client_of(owner)
    answer = client.post("/settings/keys/add", {"name": "till", "role": "owner", "scopes": [MANAGE_KEYS]})
    text = answer.context["issued"].text
    assert text in answer.text
    secret = text.split("_", 2)[2]
    assert secret not in str(ApiKey.objects.values_list())
    page = client.get("/settings/keys").text
    assert ApiKey.objects.get().prefix in page
    assert secret not in page


@pytest.mark.parametrize("text", ["", "zbt", "zbt__", "zbt_abc_", "other_0123456789_secret", "zbt_0123456789_secret"])
def test_a_made_up_key_is_nobody(owner: Staff, text: str) -> None:
    issue(owner)
    assert services.authenticate_key(text, now=timezone.now()) is None


def test_a_right_prefix_with_a_wrong_secret_is_nobody(owner: Staff) -> None:
    text = issue(owner).text
    assert services.authenticate_key(text[:-1] + ("A" if text[-1] != "A" else "B"), now=timezone.now()) is None


def test_a_revoked_or_expired_key_is_nobody(owner: Staff) -> None:
    now = timezone.now()
    revoked, expired = issue(owner), issue(owner, expires_at=now + timedelta(days=1))
    client_of(owner).post(f"/settings/keys/{revoked.key.pk}/revoke")
    assert services.authenticate_key(revoked.text, now=now) is None
    assert services.authenticate_key(expired.text, now=now) is not None
    assert services.authenticate_key(expired.text, now=now + timedelta(days=1)) is None


def test_a_key_cannot_hold_more_than_its_role(owner: Staff, manager: Staff) -> None:
    for scopes in ([], [MANAGE_STAFF], ["nothing.like_this"]):
        with pytest.raises(InvalidChoiceError):
            issue(owner, role=Role.ANALYST, scopes=scopes)
    with pytest.raises(PermissionDeniedError):
        issue(manager)


def test_the_last_use_is_written_at_most_once_a_minute(owner: Staff) -> None:
    issued, now = issue(owner), timezone.now()
    for seconds in (0, 30, 61):
        services.authenticate_key(issued.text, now=now + timedelta(seconds=seconds))
        last = ApiKey.objects.get().last_used_at
        assert last == now + timedelta(seconds=61 if seconds == 61 else 0)


def test_logs_carry_no_secrets_and_no_foreign_lines(owner: Staff) -> None:
    issued = issue(owner)
    record = logging.LogRecord(
        "x", logging.WARNING, "x", 1, "%s /join/abcdefghijkl0123 Bearer %s\nfake line", ("GET", issued.text), None
    )
    assert logs.SecretsFilter().filter(record)
    said = record.getMessage()
    assert issued.text not in said
    assert "abcdefghijkl" not in said
    assert "\n" not in said


def test_a_refused_request_leaves_no_link_in_the_log(owner: Staff, caplog: pytest.LogCaptureFixture, settings) -> None:
    caplog.handler.addFilter(logs.SecretsFilter())
    client_of(None).get("/join/abcdefghijklmnopqrstuvwxyz0123456789")
    assert "/join/***" in caplog.text
    assert "abcdefghijkl" not in caplog.text
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]


def test_the_forwarded_address_is_believed_only_behind_a_proxy() -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": "192.0.2.1, 198.51.100.2"}, REMOTE_ADDR="10.0.0.1")
    with override_settings(BEHIND_PROXY=False):
        assert client_address(request) == "10.0.0.1"
    with override_settings(BEHIND_PROXY=True):
        assert client_address(request) == "198.51.100.2"
