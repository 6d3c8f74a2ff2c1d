"""An outbox in a database of its own: `python crash_scene.py prepare|work`; prints how each message stands."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from zabota.foundation.identity.contracts import SYSTEM  # noqa: E402
from zabota.foundation.jobs.worker import WorkerProcess  # noqa: E402
from zabota.foundation.webhooks import services  # noqa: E402
from zabota.foundation.webhooks.models import Delivery  # noqa: E402

if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        call_command("migrate", verbosity=0)
        told = services.EndpointTold(url=sys.argv[2], kinds=["*"])
        endpoint = services.add_endpoint(SYSTEM, told=told, now=timezone.now()).endpoint
        for _number in range(4):
            services.send_test(SYSTEM, endpoint_id=endpoint.pk, now=timezone.now())
    else:
        WorkerProcess(threads=1, stop_when_idle=True).run()
    print(json.dumps(list(Delivery.objects.order_by("pk").values_list("message_id", "state"))))  # noqa: T201
