"""What others may see of asking: rights, occasions of the budget, kinds and states of waves, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.contacting.contracts import declare_occasion, declare_skip
from zabota.capabilities.customers.models import Purpose
from zabota.capabilities.surveys.contracts import Channel
from zabota.foundation.identity.contracts import DIRECTORS, declare_permission
from zabota.foundation.messaging.contracts import declare_mailing

SEND_WAVES = declare_permission("asking.send", _("Send surveys to many customers"), DIRECTORS)

AGAIN = declare_occasion(
    "asking.again", _("A question after a settled case"), purpose=Purpose.SURVEYS, days=14, needs_word=False
)
RELATIONSHIP = declare_occasion(
    "asking.relationship", _("Questions about the relation"), purpose=Purpose.SURVEYS, days=90, after=(AGAIN,)
)
TRANSACTIONAL = declare_occasion(
    "asking.transactional", _("Questions about a purchase or a visit"), purpose=Purpose.SURVEYS, days=30,
    needs_word=False,
)  # fmt: skip

ALREADY_ASKED = declare_skip("asking.already", _("this mailing has asked them already"))

POSTING = "zabota.capabilities.asking.posting"
INVITATION_MAIL = declare_mailing("asking.invitation", compose=f"{POSTING}.compose", heard=f"{POSTING}.heard")
REMINDER_MAIL = declare_mailing("asking.reminder", compose=f"{POSTING}.compose_reminders", heard=f"{POSTING}.ignore")

ASKED = "asking.asked"
"""On the timeline when a letter left or a link was made: data `survey_id, name, channel`, subject `invitation:<id>`."""

CASE_CLOSED = "cases.closed"
"""The event after which a customer is asked again on the day its data names (`ask_again_on`, ISO)."""


class WaveKind(StrEnum):
    """Once now; so many days after an order; after a settled case; everybody once a period, evenly over its days."""

    ONCE = "once"
    ORDER = "order"
    CASE = "case"
    PERIOD = "period"


class WaveState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


WAVE_KINDS: dict[WaveKind, Promise] = {
    WaveKind.ONCE: _("Once, now"),
    WaveKind.ORDER: _("After every order"),
    WaveKind.PERIOD: _("All the time, each once a period"),
    WaveKind.CASE: _("After a settled case"),
}
WAVE_STATES: dict[WaveState, Promise] = {
    WaveState.DRAFT: _("Draft"),
    WaveState.RUNNING: _("Goes on"),
    WaveState.PAUSED: _("Paused"),
    WaveState.STOPPED: _("Stopped"),
    WaveState.DONE: _("All are asked"),
}
WAYS: dict[str, Promise] = {
    Channel.EMAIL: _("By e-mail, with the scale in the letter"),
    Channel.LINK: _("Personal links in a file, to send them yourself"),
}


class AskingError(ValueError):
    """A refusal in words the person can act on; `field` names the field it belongs to, if any."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the letter says around the question. `{hello}`, `{name}` and `{company}` are filled in."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class WaveDraft:
    """A wave as a person tells it. The audience is a filter (see segments), or these customers, or everybody.

    `texts`: by language; `own_texts`: by segment and language, for those who are in it.
    """

    survey_id: int
    name: str
    kind: WaveKind = WaveKind.ONCE
    channel: Channel = Channel.EMAIL
    filter_text: str = ""
    customer_ids: tuple[int, ...] = ()
    texts: Mapping[str, Words] = field(default_factory=dict)
    own_texts: Mapping[tuple[int, str], Words] = field(default_factory=dict)
    days_after: int = 3
    period_days: int = 90
    remind_after_days: int | None = 7
    expires_after_days: int = 30
