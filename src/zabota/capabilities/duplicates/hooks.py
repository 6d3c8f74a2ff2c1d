"""Where duplicates are found, when cards are looked at, and what an erasure takes along."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import search_index
from zabota.capabilities.customers.bulk import BulkAction, declare_action
from zabota.capabilities.customers.contracts import CUSTOMER_ADDED, CUSTOMER_CHANGED
from zabota.capabilities.customers.models import FormerNumber
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.traces import Person, declare_trace
from zabota.capabilities.duplicates.contracts import MERGE_CUSTOMERS
from zabota.capabilities.duplicates.looking import look_at
from zabota.capabilities.duplicates.models import AlikePair, Mark, ToldApart
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import News, subscribe
from zabota.foundation.search.registry import register_action
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import RowsTakenBack, on_taken_back
from zabota.foundation.undo.models import ChangedRow


def _parted(table: str) -> RowsTakenBack:
    """A merge, or a word that two cards are different customers, was taken back: the cards are compared again."""

    def look_again(row_ids: Collection[int], now: datetime) -> None:
        rows = ChangedRow.objects.filter(table=table, row_id__in=list(row_ids))
        cards = {card for data in rows.values_list("change__data", flat=True) for card in data.get("customers", ())}
        search_index.refresh(cards, now=now)
        look_at(cards, now=now)

    return look_again


def _forget(person: Person, _now: datetime) -> int:
    """Also the cards that were merged into this one: the history keeps them whole."""
    one = person.customer_id
    count = AlikePair.objects.filter(Q(first=one) | Q(second=one)).delete()[0]
    count += ToldApart.objects.filter(Q(first=one) | Q(second=one)).delete()[0]
    count += Mark.objects.filter(card=one).delete()[0]
    for number in FormerNumber.objects.filter(customer=one).values_list("number", flat=True):
        count += undo.forget_customer(number, rows={"customers.Customer": [number]})
    return count


@subscribe(CUSTOMER_ADDED)
@subscribe(CUSTOMER_CHANGED)
def _look_at_changed(news: News) -> None:
    if news.customer_id is not None:
        look_at([news.customer_id], now=timezone.now())


for model in (FormerNumber, ToldApart):
    on_taken_back(model._meta.label, _parted(model._meta.label))
declare_trace("duplicates", _("Cards that look alike, and cards merged into this one"), erase=_forget)
declare_part(MERGE_CUSTOMERS, "zabota.capabilities.duplicates.web.card_part.alike_part")
declare_action(
    BulkAction(
        code="merge", label=_("Merge into one card"), icon="git-merge", permission=MERGE_CUSTOMERS, order=45,
        page="duplicates:compare",
    )
)  # fmt: skip
register(NavItem(_("Duplicates"), "duplicates:pairs", "copy", MERGE_CUSTOMERS, 60, section="customers", key="u"))
register_action(
    _("Duplicates"), "duplicates:pairs", MERGE_CUSTOMERS,
    ("дубли", "дубликаты", "объединить карточки", "склеить", "merge", "dedupe", "same customer"), "copy",
)  # fmt: skip
