"""What others may see of tasks: rights, kinds, drafts."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, EVERYONE, declare_permission

USE_TASKS = declare_permission("tasks.use", _("Keep tasks of one's own"), EVERYONE)
SEE_ALL_TASKS = declare_permission("tasks.see_all", _("See the tasks of colleagues"), DIRECTORS)
SET_REMINDERS = declare_permission("tasks.set_reminders", _("Decide of which dates customers' cards remind"), DIRECTORS)
SET_RHYTHM = declare_permission("tasks.set_rhythm", _("Set how often to be in touch with a customer"), CUSTOMER_WORKERS)

TASK_DONE = "tasks.done"
BY_DATE = "date:"
"""How the `source` of a task begins that a date on a card made."""
"""The kind of event a finished task leaves on the customer's timeline."""


class Unit(StrEnum):
    DAY = "day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Every `every` units; a weekday repeat skips Saturday and Sunday."""

    every: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """`owner_id` None: nobody's yet. A time without a day makes no sense and is refused."""

    title: str
    note: str = ""
    due_on: date | None = None
    due_time: time | None = None
    repeat: Repeat | None = None
    owner_id: int | None = None
    customer_id: int | None = None


class BadTaskError(ValueError):
    """A task that cannot be kept; `field` names what is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
