"""A process of its own for test_one_moment: moves weight between two tables, or snapshots what another one moves.

`move`: each transaction takes from one table and gives to the other, in two statements, until it is stopped.
`watch`: refreshes while another process moves, and prints every total it saw.
"""

import itertools
import os
import subprocess
import sys

import django
from django.db import connection, transaction

django.setup()

from zabota.foundation.identity.models import Branch  # noqa: E402
from zabota.foundation.search.models import SearchEntry  # noqa: E402
from zabota.foundation.warehouse import queries, registry, services  # noqa: E402

REFRESHES = 12


def move() -> None:
    for moves in itertools.count():
        if moves == 1:
            print("moving", flush=True)  # noqa: T201
        with transaction.atomic():
            SearchEntry.objects.filter(pk=1).delete()
            Branch.objects.create(pk=1, name="here")
        with transaction.atomic():
            Branch.objects.filter(pk=1).delete()
            SearchEntry.objects.create(
                pk=1, kind="k", object_id=1, title="t", url="/", search_text="t", permission="p",
                updated_at="2026-05-03T12:00:00Z",
            )  # fmt: skip


def watch() -> None:
    from django.core.management import call_command

    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
    registry._tables.clear()
    registry.register_table("branches", Branch, ("name",))
    registry.register_table("entries", SearchEntry, ("title",))
    services.refresh()
    writer = subprocess.Popen([sys.executable, __file__, "move"], env=os.environ, stdout=subprocess.PIPE, text=True)
    assert writer.stdout and writer.stdout.readline() == "moving\n"
    totals = []
    for _ in range(REFRESHES):
        services.refresh()
        with queries.connect() as warehouse:
            sql = "SELECT (SELECT count(*) FROM branches) + (SELECT count(*) FROM entries)"
            totals.append(warehouse.execute(sql).fetchone()[0])
    still_moving = writer.poll() is None
    writer.kill()
    writer.wait(10)
    sys.stdout.write(f"{still_moving} {sorted(set(totals))}\n")


{"move": move, "watch": watch}[sys.argv[1]]()
