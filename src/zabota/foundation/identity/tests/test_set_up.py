"""The first run: no default account, one company, the page gone afterwards."""

import threading
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.test import Client

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.identity import first_steps, services
from zabota.foundation.identity.contracts import AlreadySetUpError, Role, WeakPasswordError
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.identity.set_up_code import set_up_path
from zabota.foundation.testing.cast import PASSWORD, client_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANSWERS = {
    "company_name": "Лён и шёлк",
    "currency": "RUB",
    "time_zone": "Asia/Yekaterinburg",
    "owner_name": "Анна",
    "email": "Anna@Example.com",
    "password": PASSWORD,
}


def set_up(**changes: str) -> Staff:
    return services.set_up_company(**{**ANSWERS, "language": "ru", **changes})


@pytest.mark.django_db
def test_a_fresh_installation_has_nobody_and_shows_only_the_set_up_page() -> None:
    assert not Staff.objects.exists()
    assert Client().get("/settings/staff").headers["Location"] == "/setup"
    assert Client().get("/setup").status_code == 200
    assert Client().get("/api/v1/me").status_code == 503


@pytest.mark.django_db
def test_the_owner_is_made_signed_in_and_taken_to_the_choice() -> None:
    client = Client(headers={"accept-language": "ru"})
    response = client.post("/setup", ANSWERS)
    assert response.headers["Location"] == "/welcome"
    owner = Staff.objects.get()
    assert (owner.role, owner.email, owner.language) == (Role.OWNER, "anna@example.com", "ru")
    assert owner.password.startswith("argon2")
    assert Company.objects.get(pk=1).time_zone == "Asia/Yekaterinburg"
    assert client.get("/welcome").status_code == 200
    assert AuditEntry.objects.get().action == "company.set_up"


@pytest.mark.django_db
def test_the_language_is_switched_on_the_set_up_page_itself() -> None:
    client = Client(headers={"accept-language": "ru"})
    assert "Название компании" in client.get("/setup").text
    client.post("/preferences", {"language": "en", "next": "/setup"})
    assert "Company name" in client.get("/setup").text
    client.post("/setup", ANSWERS)
    assert Staff.objects.get().language == "en"


def test_after_set_up_the_page_is_gone(stranger: Client) -> None:
    assert stranger.get("/setup").status_code == 404
    assert stranger.post("/setup", ANSWERS).status_code == 404
    with pytest.raises(AlreadySetUpError):
        set_up()
    assert Company.objects.count() == 1
    assert not Staff.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_common_or_short_password_is_refused_at_its_field(password: str) -> None:
    response = Client().post("/setup", {**ANSWERS, "password": password})
    assert response.status_code == 200
    assert response.context["form"].errors["password"]
    assert not Company.objects.exists()
    with pytest.raises(WeakPasswordError):
        set_up(password=password)


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_set_ups_one_wins() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite lies in memory, where threads cannot wait for each other")
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def attempt(email: str) -> None:
        start.wait()
        try:
            outcomes.append(set_up(email=email).email)
        except AlreadySetUpError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(f"owner{number}@example.com",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 1
    assert Staff.objects.count() == Company.objects.count() == 1


@pytest.mark.django_db
def test_on_a_reachable_address_only_the_printed_link_opens_the_set_up(settings) -> None:
    settings.SET_UP_NEEDS_CODE = True
    stranger = Client()
    for path in ("/setup", "/setup?code=", "/setup?code=" + "0" * 32):
        assert stranger.get(path).status_code == 403
        assert stranger.post(path, ANSWERS).status_code == 403
    assert not Staff.objects.exists()
    link = set_up_path()
    page = Client().get(link)
    assert f'action="{link}"' in page.text
    assert Client().post(link, ANSWERS).headers["Location"] == "/welcome"
    assert Client().get(link).status_code == 404


def test_somebody_locked_out_comes_back_by_a_link_from_the_server(owner: Staff) -> None:
    Authenticator.objects.create(user=owner, type="totp", data={})
    signed_in = client_of(owner)
    link = services.recover_staff(email="OWNER@example.com ", removes_second_factor=False, now=NOON)
    assert signed_in.get("/settings/profile").status_code == 302
    assert Authenticator.objects.filter(user=owner).exists()
    services.accept_link(link.token, password="a new long phrase", now=NOON)
    owner.refresh_from_db()
    assert owner.check_password("a new long phrase")
    services.recover_staff(email=owner.email, removes_second_factor=True, now=NOON)
    assert not Authenticator.objects.filter(user=owner).exists()
    rows = AuditEntry.objects.filter(action="staff.recover").order_by("pk")
    assert [row.after_json for row in rows] == [
        '{"second_factor_removed":false}', '{"second_factor_removed":true}'
    ]  # fmt: skip


def test_a_closed_account_is_not_opened_from_the_server(owner: Staff) -> None:
    Staff.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(Staff.DoesNotExist):
        services.recover_staff(email=owner.email, removes_second_factor=False, now=NOON)


def test_a_first_step_disappears_when_it_is_done(owner: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    done = {"orders": False}
    monkeypatch.setattr(first_steps, "_steps", {})
    first_steps.register(
        first_steps.FirstStep(label="Bring the orders", done=lambda actor: done["orders"], url_name="identity:staff")  # type: ignore[arg-type]
    )
    assert "Bring the orders" in client_of(owner).get("/welcome").text
    done["orders"] = True
    assert "Bring the orders" not in client_of(owner).get("/welcome").text


def test_passwords_are_kept_by_a_slow_function() -> None:
    assert "Argon2" in settings.PASSWORD_HASHERS[0]
