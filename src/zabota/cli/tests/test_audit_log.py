"""The log in a real database: many writers at once make one chain; the command checks and exports it."""

import hashlib
import json

from zabota.cli.tests.test_backup import MIGRATE
from zabota.cli.tests.test_doctor import FORGERY

# Processes' worth of writers: each thread has a connection of its own to the database on disk.
WRITERS = """
import threading
from django.db import connection, transaction
from zabota.foundation.audit import services
from zabota.foundation.identity.contracts import SYSTEM
failures = []
def write(writer):
    try:
        for number in range(20):
            with transaction.atomic():
                services.record(actor=SYSTEM, action='till.rung', object_kind='till', object_id=writer * 20 + number)
    except Exception as error:
        failures.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(failures)
"""


def test_deeds_of_many_writers_at_once_make_one_chain_that_anyone_can_check(new_installation, tmp_path):
    shop = new_installation()
    assert shop.python(MIGRATE + WRITERS) == "[]"
    check = shop.run_json("audit-log", "verify")
    assert (check["intact"], check["entries"]) == (True, 120)
    shop.run("audit-log", "export", tmp_path / "log.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    previous = "0" * 64
    for row in rows:
        number, kept_previous, kept = row.pop("id"), row.pop("previous_hash"), row.pop("hash")
        content = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert kept_previous == previous, f"the chain breaks before entry {number}"
        previous = hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
        assert kept == previous
    assert previous == check["last_hash"]
    shop.python(FORGERY)
    assert "altered" in shop.run("audit-log", "verify", code=1)
