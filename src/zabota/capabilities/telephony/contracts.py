from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, declare_permission

ANSWER_CALLS = declare_permission("telephony.answer", _("Answer calls and write them down"), CUSTOMER_WORKERS)
SET_SCRIPT = declare_permission("telephony.set_script", _("Write the script for calls"), DIRECTORS)

PHONE_CALL = "telephony.call"
"""The kind of event a call leaves on the timeline."""

USUAL_SCRIPT = _(
    "Greet, name yourself and the company.\nListen to the end without interrupting.\nRepeat in your words what is"
    " wanted.\nSay what happens next, who does it and by when.\nAsk whether anything else is needed, and thank."
)
"""What the panel shows until the company writes its own."""


class BadPhoneError(ValueError):
    """What was given cannot be a phone number."""
