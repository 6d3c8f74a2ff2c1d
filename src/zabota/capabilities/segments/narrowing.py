"""What the API's list of customers makes of `filter` and `segment`."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from zabota.capabilities.customers.contracts import BadValueError
from zabota.capabilities.customers.filtering import fields_for
from zabota.capabilities.segments import criteria, queries
from zabota.capabilities.segments.contracts import BadFilterError
from zabota.capabilities.segments.models import Segment
from zabota.foundation.identity.contracts import Actor


def by_filter(actor: Actor, text: str, now: datetime) -> Q:
    return _question(actor, text, now, parameter="filter")


def by_segment(actor: Actor, text: str, now: datetime) -> Q:
    """Asked with the rights of whoever asks, as on the pages."""
    try:
        segment = queries.get_segment(actor, segment_id=int(text))
    except Segment.DoesNotExist as error:
        raise BadValueError("segment", _("There is no such segment.")) from error
    return _question(actor, segment.filter, now, parameter="segment")


def _question(actor: Actor, text: str, now: datetime, *, parameter: str) -> Q:
    try:
        return criteria.to_q(criteria.read(text), fields=fields_for(actor), now=now)
    except BadFilterError as error:
        raise BadValueError(parameter, error.message) from error
