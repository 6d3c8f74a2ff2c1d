"""Where the list of customers and its segments are found; a segment is a field of the filter itself."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.bulk import BulkAction, declare_action
from zabota.capabilities.customers.contracts import READ_CUSTOMERS
from zabota.capabilities.customers.filtering import (
    Condition,
    FieldKind,
    FilterField,
    Operator,
    declare_fields,
    declare_narrowing,
)
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.segments import criteria, narrowing, queries
from zabota.capabilities.segments.contracts import EXPORT_CUSTOMERS, KEEP_SEGMENTS, BadFilterError
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.search.registry import register_action


def _segment_field(actor: Actor) -> Iterator[FilterField]:
    """By the segments this person sees; each asks with the rights of whoever asks."""
    if not actor.may(KEEP_SEGMENTS):
        return

    def where(asked: Condition) -> Q:
        fields = queries.fields_without_segments(actor)
        found = Q(pk=None)
        ids = [one for one in asked.values if str(one).isdecimal() and len(str(one)) < len(str(2**63))]
        for segment in queries.segments_of(actor).filter(pk__in=ids):
            try:
                found |= criteria.to_q(criteria.read(segment.filter), fields=fields, now=asked.now)
            except BadFilterError:
                continue
        return ~found if asked.operator is Operator.NONE_OF else found

    yield FilterField(
        code="segment", label=_("Segment"), group=_("Segments"), kind=FieldKind.MANY, permission=KEEP_SEGMENTS,
        where=where, operators=(Operator.ONE_OF, Operator.NONE_OF),
        choices=lambda asking: [(str(one.pk), one.name) for one in queries.segments_of(asking)],
    )  # fmt: skip


declare_fields(_segment_field)
declare_action(
    BulkAction(
        code="export", label=_("Export to Excel"), icon="file-export", permission=EXPORT_CUSTOMERS, order=70,
        page="segments:ticked",
    )
)  # fmt: skip
declare_narrowing("filter", narrowing.by_filter)
declare_narrowing("segment", narrowing.by_segment)
declare_part(KEEP_SEGMENTS, "zabota.capabilities.segments.web.card_part.segments_part")
register(
    NavItem(_("Customers"), "segments:customers", "address-book", READ_CUSTOMERS, 15, section="customers", key="k")
)
register(NavItem(_("Segments"), "segments:segments", "target", KEEP_SEGMENTS, 55, section="customers", key="m"))
register_action(
    _("Customers"), "segments:customers", READ_CUSTOMERS,
    ("клиенты", "список клиентов", "фильтр", "база", "contacts", "list of customers", "filter"), "address-book",
)  # fmt: skip
register_action(
    _("Segments"), "segments:segments", KEEP_SEGMENTS, ("сегменты", "группы клиентов", "выборки", "groups"), "target"
)
