"""An outbox in a database of its own: `python crash_scene.py prepare|work`; prints how each letter stands."""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.foundation.jobs.worker import WorkerProcess  # noqa: E402
from zabota.foundation.messaging import services  # noqa: E402
from zabota.foundation.messaging.models import OutgoingMail  # noqa: E402
from zabota.foundation.messaging.tests.letters_of_a_test import KIND  # noqa: E402

if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        call_command("migrate", verbosity=0)
        for number in range(1, 4):
            services.queue_mail(
                key=f"crash:{number}", kind=KIND, reference=number, delay=timedelta(), now=timezone.now()
            )
    else:
        WorkerProcess(threads=1, stop_when_idle=True).run()
    print(json.dumps(list(OutgoingMail.objects.order_by("pk").values_list("message_id", "state"))))  # noqa: T201
