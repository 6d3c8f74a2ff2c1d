"""The first run: no default account, one company, the page gone afterwards."""

import threading

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from zabota.foundation.audit.models import AuditEntry
from zabota.foundation.identity import first_steps, services
from zabota.foundation.identity.contracts import AlreadySetUpError, Role, WeakPasswordError
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.testing.cast import PASSWORD, client_of

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
