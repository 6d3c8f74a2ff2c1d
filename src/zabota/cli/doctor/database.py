"""The database: does it answer, is it whole, is it of this version's shape."""

from django.db import DatabaseError, connection

from zabota.cli.backup.services import pending_migrations
from zabota.cli.doctor.findings import Finding, fine, problem, warning
from zabota.cli.language import _, ngettext
from zabota.foundation.audit import queries as audit


def reachable() -> Finding:
    title = _("Database")
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        mend = _("Check DATABASE_URL, and that the database server runs and lets this machine in.")
        return problem("database", title, str(error).strip(), mend)
    name = connection.settings_dict["NAME"]
    return fine("database", title, f"{connection.display_name} {_server_version()}: {name}")


def _server_version() -> str:
    return ".".join(map(str, connection.get_database_version()))


def migrated() -> Finding:
    title, pending = _("Schema"), pending_migrations()
    if not pending:
        return fine("schema", title, _("up to date"))
    seen = ngettext("%d migration is not applied", "%d migrations are not applied", pending) % pending
    return problem("schema", title, seen, _("Run `zabota serve`: it makes a backup and applies them."))


def journal() -> Finding:
    title = _("Journal mode")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
    if mode == "wal":
        return fine("journal", title, mode)
    mend = _("Put the database on a local disk: over a network file system SQLite cannot work with several processes.")
    return problem("journal", title, mode, mend)


def integrity() -> Finding:
    title = _("Integrity")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = str(cursor.fetchone()[0])
    if answer == "ok":
        return fine("integrity", title, _("whole"))
    return problem("integrity", title, answer, _("Stop Zabota, keep a copy of the data, restore the last good backup."))


def audit_chain() -> Finding:
    title, check = _("Audit log"), audit.verify_chain()
    if check.intact:
        return fine("audit", title, ngettext("%d entry, intact", "%d entries, intact", check.entries) % check.entries)
    return problem("audit", title, _("the chain is broken"), _("`zabota audit-log verify` names the place."))


def company() -> Finding:
    from zabota.foundation.identity.queries import find_company

    title, found = _("Company"), find_company()
    if found is None:
        return warning("company", title, _("not set up yet"), _("Run `zabota setup`, or open the pages in a browser."))
    return fine("company", title, found.name)
