"""A shop that asks its customers, in a database of its own: `python crash_scene.py prepare COUNT|work|totals`."""

import json
import os
import sys
from datetime import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.capabilities.asking import services  # noqa: E402
from zabota.capabilities.asking.contracts import WaveDraft  # noqa: E402
from zabota.capabilities.asking.models import Wave  # noqa: E402
from zabota.capabilities.contacting.models import Budget, Contact  # noqa: E402
from zabota.capabilities.customers.models import ContactPoint, Customer  # noqa: E402
from zabota.capabilities.surveys import services as surveys  # noqa: E402
from zabota.capabilities.surveys.contracts import Kind  # noqa: E402
from zabota.capabilities.surveys.models import Invitation  # noqa: E402
from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402
from zabota.foundation.identity.models import Company  # noqa: E402
from zabota.foundation.jobs.worker import WorkerProcess  # noqa: E402
from zabota.foundation.messaging.models import OutgoingMail  # noqa: E402


def prepare(count: int) -> None:
    """Nobody sleeps in this shop: its quiet hours end when they begin."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    Company.objects.create(pk=1, name="Лён и шёлк", currency="RUB", time_zone="Europe/Moscow", language="ru")
    Budget.objects.create(pk=1, asks_silent=True, quiet_from=time(9), quiet_till=time(9), site="https://care.example")
    rows = Customer.objects.bulk_create(
        Customer(name=f"Анна {n}", language="ru", created_at=now) for n in range(count)
    )  # fmt: skip
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"c{one.pk}@example.com") for one in rows
    )
    survey = surveys.create_survey(SYSTEM, kind=Kind.NPS, name="NPS", now=now)
    surveys.open_survey(SYSTEM, survey=survey, now=now)
    wave = services.save_wave(SYSTEM, told=WaveDraft(survey_id=survey.pk, name="NPS"), now=now)
    services.begin_wave(SYSTEM, wave=wave, now=now)


def totals() -> dict[str, object]:
    mails = OutgoingMail.objects.order_by("pk")
    return {
        "invitations": Invitation.objects.count(), "invited": Invitation.objects.values("customer").distinct().count(),
        "contacts": Contact.objects.count(), "state": Wave.objects.get().state,
        "sent_at": Invitation.objects.filter(sent_at__isnull=False).count(),
        "mails": [[mail.message_id, mail.state] for mail in mails],
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif sys.argv[1] == "work":
        WorkerProcess(threads=1, stop_when_idle=True).run()
    print(json.dumps(totals()))  # noqa: T201
