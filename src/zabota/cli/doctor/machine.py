"""The machine: versions, disk, rights of the data directory, mail."""

import platform
import shutil
import smtplib
import sqlite3
import stat
from pathlib import Path

import django
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection

import zabota
from zabota.cli.doctor.findings import Finding, fine, problem, warning
from zabota.cli.language import _
from zabota.foundation.messaging.contracts import REASON_WORDS, DeliveryError
from zabota.foundation.messaging.queries import SMTP_BACKEND, get_server

SAFE_SQLITE = (3, 51, 3)
LOW_DISK_BYTES = 1 * 2**30
FULL_DISK_BYTES = 200 * 2**20
MAIL_TIMEOUT_SECONDS = 5
NETWORK_BACKENDS = (SMTP_BACKEND, "django.core.mail.backends.smtp.EmailBackend")


def versions() -> Finding:
    title = _("Versions")
    seen = f"Zabota {zabota.__version__}, Python {platform.python_version()}, Django {django.get_version()}"
    if connection.vendor == "sqlite":
        seen += f", SQLite {sqlite3.sqlite_version}"
        if sqlite3.sqlite_version_info < SAFE_SQLITE:
            mend = _("Update the pysqlite3 package: this SQLite can damage a database that several processes write.")
            return warning("versions", title, seen, mend)
    return fine("versions", title, seen)


def disk() -> Finding:
    title = _("Disk space")
    free = shutil.disk_usage(settings.DATA_DIR).free
    seen = _("%.1f GB free") % (free / 2**30)
    mend = _("Free some space, or move the data directory (ZABOTA_DATA_DIR) to a larger disk.")
    if free < FULL_DISK_BYTES:
        return problem("disk", title, seen, mend)
    return warning("disk", title, seen, mend) if free < LOW_DISK_BYTES else fine("disk", title, seen)


def rights() -> Finding:
    title, folder = _("Data directory"), Path(settings.DATA_DIR)
    open_to_others = [
        path.name or str(path)
        for path in (folder, folder / "secret.key")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if not open_to_others:
        return fine("rights", title, str(folder))
    seen = _("others on this machine can read %s") % ", ".join(open_to_others)
    return warning("rights", title, seen, f"chmod -R go= {folder}")


def mail() -> Finding:
    title = _("Mail")
    if settings.EMAIL_BACKEND not in NETWORK_BACKENDS:
        return fine("mail", title, settings.EMAIL_BACKEND)
    try:
        found = get_server()
    except DeliveryError as error:
        mend = _("Set it up in Settings → Mail, or by ZABOTA_SMTP_HOST and its kin.")
        return warning("mail", title, _("no letter can leave: %s") % REASON_WORDS[error.reason], mend)
    except DatabaseError as error:
        return warning("mail", title, str(error), "zabota migrate")
    server = f"{found.host}:{found.port}"
    try:
        mailer = get_connection(timeout=MAIL_TIMEOUT_SECONDS)
        mailer.open()
        mailer.close()
    except (OSError, smtplib.SMTPException) as error:
        mend = _("Check the address, the port, the name and the password of the mail server.")
        return problem("mail", title, f"{server}: {error}", mend)
    return fine("mail", title, server)
