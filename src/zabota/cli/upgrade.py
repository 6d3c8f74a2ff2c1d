"""Bringing the database to this version's shape, with a backup before it is touched."""

from django.core.management import call_command
from django.db import OperationalError

from zabota.cli import exit_codes
from zabota.cli.backup import services
from zabota.cli.language import _, ngettext
from zabota.cli.terminal import mention, stop


def bring_up_to_date() -> None:
    """Apply what is pending; an installation that has data is saved first."""
    try:
        pending, applied = services.pending_migrations(), services.applied_migrations()
    except OperationalError as error:
        stop(exit_codes.UNREACHABLE, _("The database does not answer: %s") % str(error).strip())
    if not pending:
        return
    if applied:
        path = services.default_path("before-upgrade")
        services.make_backup(target=path)
        mention(_("Saved before the upgrade: %s") % path)
    mention(ngettext("Applying %d migration…", "Applying %d migrations…", pending) % pending)
    call_command("migrate", verbosity=0)
