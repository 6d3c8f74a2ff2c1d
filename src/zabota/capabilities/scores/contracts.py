"""What a score is asked of: which answers, over which days, told apart by what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys.contracts import Kind
from zabota.foundation.identity.contracts import DIRECTORS, EVERYONE, declare_permission

READ_SCORES = declare_permission("scores.read", _("See scores: what the answers say together"), EVERYONE)
MARK_EVENTS = declare_permission("scores.mark", _("Mark events on the trend of scores"), DIRECTORS)

HIDDEN_UNDER = 5
"""A group of fewer answers is not shown by itself: it would tell who said what."""

Histogram = Mapping[float, int]
"""How many gave each score."""


class By(StrEnum):
    SURVEY = "survey"
    BRANCH = "branch"
    EMPLOYEE = "employee"
    CHANNEL = "channel"
    SEGMENT = "segment"
    PRODUCT = "product"
    TENTH = "tenth"


BY_NAMES: dict[By, Promise] = {
    By.SURVEY: _("Survey"),
    By.BRANCH: _("Branch"),
    By.EMPLOYEE: _("Employee"),
    By.CHANNEL: _("Way"),
    By.SEGMENT: _("Segment"),
    By.PRODUCT: _("Category of goods"),
    By.TENTH: _("Tenth by value"),
}


class Grain(StrEnum):
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Answers to these surveys, all of one kind, from `since` until `until`; compared with those from `before`."""

    kind: Kind
    survey_ids: tuple[int, ...]
    before: datetime
    since: datetime
    until: datetime


class MarkError(ValueError):
    """A mark that says nothing, or no day."""
