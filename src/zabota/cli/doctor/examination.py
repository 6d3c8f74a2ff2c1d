"""The round: the machine, the database and, where it answers, what lies in it."""

from collections.abc import Iterator

from django.db import connection

from zabota.cli.doctor import database, machine, queue, webhooks
from zabota.cli.doctor.findings import Finding, Verdict


def examine() -> Iterator[Finding]:
    yield machine.versions()
    yield machine.rights()
    yield machine.disk()
    reached = database.reachable()
    yield reached
    if reached.verdict is Verdict.OK:
        yield from _inside()
    yield machine.mail()


def _inside() -> Iterator[Finding]:
    schema = database.migrated()
    yield schema
    if connection.vendor == "sqlite":
        yield database.journal()
        yield database.integrity()
    if schema.verdict is Verdict.OK:
        for check in (
            database.company,
            database.audit_chain,
            queue.workers,
            queue.waiting,
            queue.failed,
            webhooks.endpoints,
        ):
            yield check()
