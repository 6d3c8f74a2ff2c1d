"""What others may see of surveys: rights, kinds, groups, the event of an answer, and the refusals."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, EVERYONE, declare_permission

READ_SURVEYS = declare_permission("surveys.read", _("See surveys and the answers one may see"), EVERYONE)
MANAGE_SURVEYS = declare_permission("surveys.manage", _("Make surveys, open and close them"), DIRECTORS)
INVITE = declare_permission("surveys.invite", _("Ask customers to answer a survey"), CUSTOMER_WORKERS)

ANSWERED = "surveys.answered"
"""On the timeline of whoever answered: data `response_id, survey_id, kind, score, group`, subject `response:<id>`."""

ANSWERED_ALREADY = _("You have answered already. Thank you!")
SURVEY_NOT_OPEN = _("Open the survey first: a closed one takes no answers.")


class Kind(StrEnum):
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    CSI = "csi"


class Group(StrEnum):
    """Whom a score makes of its author; for NPS: promoter, passive, detractor."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Channel(StrEnum):
    """The way an answer came."""

    EMAIL = "email"
    LINK = "link"
    QR = "qr"
    KIOSK = "kiosk"
    WIDGET = "widget"
    API = "api"


class Suspicion(StrEnum):
    """Why an answer is kept apart and not counted."""

    TRAP = "trap"
    TOO_FAST = "too_fast"
    FLOOD = "flood"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Scale:
    """The whole numbers of a score; `low_at_most` and `high_from` part its groups."""

    first: int
    last: int
    low_at_most: float
    high_from: float

    @property
    def steps(self) -> range:
        return range(self.first, self.last + 1)


SCALES: dict[Kind, Scale] = {
    Kind.NPS: Scale(0, 10, 6, 9),
    Kind.CSAT: Scale(1, 5, 2, 4),
    Kind.CES: Scale(1, 7, 3, 5),
    Kind.CSI: Scale(1, 10, 50, 75),
}
"""Of CSI the scale is that of one item; its groups are parted by the index, 0 to 100."""

KIND_NAMES: dict[Kind, str | Promise] = {Kind.NPS: "NPS", Kind.CSAT: "CSAT", Kind.CES: "CES 2.0", Kind.CSI: "CSI"}

KIND_PURPOSES: dict[Kind, Promise] = {
    Kind.NPS: _("Will they recommend us? For the relation as a whole, a few times a year."),
    Kind.CSAT: _("Was this purchase or visit good? Right after it."),
    Kind.CES: _("Was it easy to get help? After a request is closed."),
    Kind.CSI: _("How good are we in each thing that matters? For a yearly look at service, goods, delivery."),
}

GROUP_NAMES: dict[Group, Promise] = {
    Group.HIGH: _("Promoters"),
    Group.MIDDLE: _("Passives"),
    Group.LOW: _("Detractors"),
}
GROUP_NAME: dict[Group, Promise] = {
    Group.HIGH: _("Promoter"),
    Group.MIDDLE: _("Passive"),
    Group.LOW: _("Detractor"),
}

STATE_NAMES: dict[State, Promise] = {
    State.DRAFT: _("Draft"),
    State.OPEN: _("Takes answers"),
    State.CLOSED: _("Closed"),
}

CHANNEL_NAMES: dict[Channel, Promise] = {
    Channel.EMAIL: _("E-mail"),
    Channel.LINK: _("Link"),
    Channel.QR: _("QR code"),
    Channel.KIOSK: _("Tablet in the shop"),
    Channel.WIDGET: _("Website"),
    Channel.API: _("API"),
}

SUSPICION_NAMES: dict[Suspicion, Promise] = {
    Suspicion.TRAP: _("A program filled in the field people do not see"),
    Suspicion.TOO_FAST: _("Sent faster than a person can read"),
    Suspicion.FLOOD: _("Very many answers from one address"),
    Suspicion.BY_HAND: _("Put aside by hand"),
}


class SurveyError(ValueError):
    """A refusal in words the person can act on; `field` names the field it belongs to, if any."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class NotOpenError(SurveyError):
    """The survey takes no answers: not opened yet, closed, or over its last day."""


class BadAnswerError(SurveyError):
    """An answer that does not fit its question."""


class BadLinkError(SurveyError):
    """A public address that was never given out, was withdrawn or is too old; the answer does not say which."""
