import json
import os
import subprocess
import sys

import pytest


def run(folder, *arguments):
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(folder), "LANG": "ru_RU.UTF-8"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "zabota.cli", "demo", "--no-serve", "--json", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


QUESTIONS = """
import django, json, sys
django.setup()
from django.test import Client
from zabota.capabilities.sales.models import Order
from zabota.capabilities.customers.models import Customer
from zabota.foundation.identity.models import Company, Staff
accounts = json.loads(sys.argv[1])
print(json.dumps({
    "orders": Order.objects.count(), "customers": Customer.objects.count(),
    "last_on": max(Order.objects.values_list("ordered_on", flat=True)).isoformat(),
    "flag": Company.objects.get().has_demo_data,
    "passwords": [Staff.objects.get(email=one["email"]).check_password(one["password"]) for one in accounts],
    "agent_branch": Staff.objects.get(email="agent@example.com").branch.name,
}))
"""


@pytest.mark.slow
def test_from_nothing_to_a_whole_demo_company_and_a_second_time_without_loading(tmp_path):
    first = run(tmp_path, "--date", "2026-05-03")
    assert first.returncode == 0, first.stderr
    accounts = json.loads(first.stdout[first.stdout.index("{") :])["accounts"]
    assert [one["role"] for one in accounts] == ["owner", "manager", "agent", "analyst"]
    environment = {
        **os.environ, "ZABOTA_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zabota.config.settings",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    asked = subprocess.run(
        [sys.executable, "-c", QUESTIONS, json.dumps(accounts)], env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    told = json.loads(asked.stdout)
    assert told["customers"] == 4_000
    assert 18_000 < told["orders"] < 26_000
    assert told["last_on"] == "2026-05-02"
    assert told["flag"] is True
    assert told["passwords"] == [True] * 4
    assert told["agent_branch"] == "Магазин на Покровке"
    second = run(tmp_path)
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["accounts"][0]["password"] != accounts[0]["password"]
