"""A person comes, is changed, and is erased, in a database of its own; prints whether the files still hold him."""

import json
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from zabota.capabilities.privacy import services  # noqa: E402
from zabota.capabilities.privacy.models import Reason  # noqa: E402
from zabota.capabilities.privacy.tests.planting import LATIN, MARK, NOW, PHONE, files_that_hold, plant  # noqa: E402
from zabota.foundation.database.freed import overwrite_freed  # noqa: E402
from zabota.foundation.identity import services as identity  # noqa: E402
from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    identity.set_up_company(
        company_name="Shop", currency="RUB", time_zone="Europe/Moscow", language="ru", owner_name="Вера",
        email="owner@example.com", password="correct horse battery",
    )  # fmt: skip
    customer = plant(SYSTEM)
    overwrite_freed()
    folder = Path(settings.DATA_DIR)
    was_there = bool(files_that_hold(folder, MARK))
    services.erase_person(SYSTEM, customer_id=customer.pk, typed_name=customer.name, reason=Reason.ASKED, now=NOW)
    overwrite_freed()
    print(json.dumps({"before": was_there, "after": files_that_hold(folder, MARK, MARK.lower(), LATIN, PHONE)}))  # noqa: T201
