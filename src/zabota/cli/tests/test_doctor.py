"""The doctor finds what is wrong: each illness is made and must be named."""

from zabota.cli.tests.test_backup import COMPANY, MIGRATE


def verdicts(answer: dict) -> dict[str, str]:
    return {finding["check"]: finding["verdict"] for finding in answer["findings"]}


def test_the_doctor_names_a_missing_schema_and_then_a_healthy_shop(new_installation):
    shop = new_installation()
    sick = shop.run_json("doctor", code=1)
    assert (sick["healthy"], verdicts(sick)["schema"]) == (False, "problem")
    assert all(finding["mend"] for finding in sick["findings"] if finding["verdict"] != "ok")
    shop.python(MIGRATE + COMPANY)
    well = shop.run_json("doctor")
    assert (well["healthy"], verdicts(well)["company"], verdicts(well)["audit"]) == (True, "ok", "ok")
    assert verdicts(well)["workers"] == "warning"


def test_the_doctor_names_a_forged_audit_log_and_a_mail_server_that_is_silent(new_installation):
    shop = new_installation()
    shop.environment.pop("ZABOTA_EMAIL_BACKEND")
    shop.environment.update(ZABOTA_SMTP_HOST="127.0.0.1", ZABOTA_SMTP_PORT="9")
    shop.python(MIGRATE + COMPANY + FORGERY)
    found = verdicts(shop.run_json("doctor", code=1))
    assert (found["audit"], found["mail"]) == ("problem", "problem")


def test_the_doctor_names_webhooks_that_are_off_or_failing_and_no_secret_of_their_address(new_installation):
    shop = new_installation()
    shop.python(MIGRATE + COMPANY + ENDPOINTS)
    answer = shop.run_json("doctor")
    (found,) = [finding for finding in answer["findings"] if finding["check"] == "webhooks"]
    assert found["verdict"] == "warning"
    assert "switched off: warehouse" in found["seen"]
    assert "till.example since 2026-01-02" in found["seen"]
    assert not any(word in str(found) for word in ("key123", "by hand", "fresh"))


ENDPOINTS = """
from datetime import datetime, timezone
from zabota.foundation.webhooks.models import Endpoint
moment = datetime(2026, 1, 2, 3, tzinfo=timezone.utc)
for facts in (
    {"name": "warehouse", "is_on": False, "off_reason": "failing"},
    {"name": "by hand", "is_on": False, "off_reason": "person"},
    {"failing_since": moment, "failures": 9},
    {"name": "fresh"},
):
    Endpoint.objects.create(url="https://till.example/key123", kinds=["*"], created_at=moment, **facts)
"""

FORGERY = """
from django.db import connection
from zabota.foundation.audit import immutability
from zabota.foundation.audit.models import AuditEntry
immutability.unprotect(connection)
AuditEntry.objects.filter(object_id='7').update(summary='nothing happened')
immutability.protect(connection)
"""


def test_the_doctor_names_a_database_that_does_not_answer(new_installation):
    shop = new_installation()
    shop.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nowhere"
    found = verdicts(shop.run_json("doctor", code=1))
    assert found["database"] == "problem"
