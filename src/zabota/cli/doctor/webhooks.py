"""Webhooks: which addresses are off, and which have failed for so long that somebody should look."""

from datetime import timedelta

from django.utils import timezone

from zabota.cli.doctor.findings import Finding, fine, warning
from zabota.cli.language import _, ngettext
from zabota.foundation.webhooks import queries

PATIENCE = timedelta(hours=1)


def endpoints() -> Finding:
    """Named as the owner named them, else by their host: an address may carry a key of the other system."""
    title, now, known = _("Webhooks"), timezone.now(), queries.list_all_endpoints()
    off = [queries.shown_name(one) for one in known if not one.is_on and one.was_given_up]
    failing = [
        _("%(where)s since %(when)s")
        % {"where": queries.shown_name(one), "when": f"{timezone.localtime(one.failing_since):%Y-%m-%d %H:%M}"}
        for one in known
        if one.is_on and one.failing_since is not None and now - one.failing_since >= PATIENCE
    ]
    if not off and not failing:
        return fine("webhooks", title, ngettext("%d address", "%d addresses", len(known)) % len(known))
    seen = []
    if off:
        seen.append(_("switched off: %s") % ", ".join(off))
    if failing:
        seen.append(_("nothing arrives at: %s") % ", ".join(failing))
    mend = _("See under Settings → Webhooks what they answer; mend the other system, turn them on, send again.")
    return warning("webhooks", title, "; ".join(seen), mend)
