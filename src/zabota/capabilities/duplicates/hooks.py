"""Where duplicates are found, what mends the search after a merge is taken back, and what an erasure takes along."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import search_index
from zabota.capabilities.customers.models import FormerNumber
from zabota.capabilities.customers.traces import Person, declare_trace
from zabota.capabilities.duplicates.models import AlikePair, Mark, ToldApart
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import on_taken_back
from zabota.foundation.undo.models import ChangedRow


def _customers_of(table: str, row_ids: Collection[int]) -> set[int]:
    """Whom the changes were about in which these rows were written."""
    changes = ChangedRow.objects.filter(table=table, row_id__in=list(row_ids)).values_list("change__data", flat=True)
    return {number for data in changes for number in data.get("customers", ())}


def _part(row_ids: Collection[int], now: datetime) -> None:
    search_index.refresh(_customers_of("customers.FormerNumber", row_ids), now=now)


def _forget(person: Person, _now: datetime) -> int:
    """Also the cards that were merged into this one: the history keeps them whole."""
    one = person.customer_id
    count = AlikePair.objects.filter(Q(first=one) | Q(second=one)).delete()[0]
    count += ToldApart.objects.filter(Q(first=one) | Q(second=one)).delete()[0]
    count += Mark.objects.filter(card=one).delete()[0]
    for number in FormerNumber.objects.filter(customer=one).values_list("number", flat=True):
        count += undo.forget_customer(number, rows={"customers.Customer": [number]})
    return count


on_taken_back("customers.FormerNumber", _part)
declare_trace("duplicates", _("Cards that look alike, and cards merged into this one"), erase=_forget)
