"""What others may see of cases: rights, states, steps, events and refusals."""

from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, EVERYONE, declare_permission

READ_CASES = declare_permission("cases.read", _("See what customers are unhappy about"), EVERYONE)
WORK_CASES = declare_permission("cases.work", _("Open, work on and close cases"), CUSTOMER_WORKERS)
SET_CASES = declare_permission("cases.set", _("Decide on causes, deadlines and limits of compensation"), DIRECTORS)
APPROVE = declare_permission("cases.approve", _("Approve compensation over the limit"), DIRECTORS)

CASE_OPENED = "cases.opened"
CASE_CLOSED = "cases.closed"
"""Data: `case_id, resolution`, `ask_again_on` (ISO) and `response_id` where the customer is to be asked again."""
COMPENSATED = "cases.compensated"
PROMISED = "cases.promised"

TOP_SHARE, UPPER_SHARE = 0.1, 0.5
"""The tenth and the half of customers who bring most get the earlier deadlines."""
REMINDER_AHEAD = timedelta(hours=2)


class State(StrEnum):
    NEW = "new"
    IN_WORK = "in_work"
    CLOSED = "closed"


class Resolution(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    NOT_OURS = "not_ours"
    NO_CONTACT = "no_contact"


class Step(StrEnum):
    """What closing the loop consists of; each is ticked with who did it, when, and in which words."""

    LISTEN = "listen"
    APOLOGISE = "apologise"
    TELL = "tell"
    NOTE = "note"


class Grant(StrEnum):
    GIVEN = "given"
    ASKED = "asked"
    REFUSED = "refused"


class Fate(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CALLED_OFF = "called_off"


STATE_NAMES: dict[State, Promise] = {
    State.NEW: _("New"), State.IN_WORK: _("In work"), State.CLOSED: _("Closed"),
}  # fmt: skip
RESOLUTION_NAMES: dict[Resolution, Promise] = {
    Resolution.SOLVED: _("Solved"), Resolution.PARTLY: _("Solved in part"), Resolution.NOT_SOLVED: _("Not solved"),
    Resolution.NOT_OURS: _("Not our fault, explained"), Resolution.NO_CONTACT: _("Could not be reached"),
}  # fmt: skip
STEP_NAMES: dict[Step, Promise] = {
    Step.LISTEN: _("Call and listen"), Step.APOLOGISE: _("Apologise"), Step.TELL: _("Tell the colleagues"),
    Step.NOTE: _("Note"),
}  # fmt: skip
GRANT_NAMES: dict[Grant, Promise] = {
    Grant.GIVEN: _("Given"), Grant.ASKED: _("Waits for approval"), Grant.REFUSED: _("Not approved"),
}  # fmt: skip
FATE_NAMES: dict[Fate, Promise] = {
    Fate.OPEN: _("Promised"), Fate.KEPT: _("Kept"), Fate.BROKEN: _("Broken"), Fate.CALLED_OFF: _("Called off"),
}  # fmt: skip


class CaseError(ValueError):
    """A refusal in words the person can act on; `field` names the field it belongs to, if any."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
