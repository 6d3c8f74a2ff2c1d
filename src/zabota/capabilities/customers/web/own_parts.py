"""Panels of the card that customers themselves add: relations and consents."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.brief_words import date_words, preferred_words
from zabota.capabilities.customers.contracts import WRITE_CUSTOMERS
from zabota.capabilities.customers.models import Channel, ConsentEntry, Purpose
from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel
from zabota.capabilities.customers.web.relations import others_of


def relations_part(asked: CardRequest) -> CardPart:
    rows = queries.relations_of(asked.actor, customer_id=asked.customer.pk)
    shown = {"others": others_of(asked.customer, rows), "may_change": asked.actor.may(WRITE_CUSTOMERS)}
    return CardPart(panels=[Panel(template="customers/relations_panel.html", context=shown, order=60)])


def consents_part(asked: CardRequest) -> CardPart:
    """What was said, in words; what is forbidden also stands in the brief."""
    said = queries.consents_in_force(asked.customer.pk)
    agreed = [_named(entry) for entry in said.values() if entry.is_given]
    refused = [_named(entry) for entry in said.values() if not entry.is_given]
    brief = []
    if any(not entry.is_given and entry.channel == Channel.PHONE for entry in said.values()):
        about = ", ".join(
            str(Purpose(entry.purpose).label).lower()
            for entry in said.values()
            if not entry.is_given and entry.channel == Channel.PHONE
        )
        brief.append(_("Asked not to be called: %(about)s.") % {"about": about})
    shown = {"agreed": agreed, "refused": refused}
    return CardPart(panels=[Panel(template="customers/consents_panel.html", context=shown, order=70)], brief=brief)


def _named(entry: ConsentEntry) -> str:
    return f"{entry.get_channel_display()}: {str(entry.get_purpose_display()).lower()}"


def brief_part(asked: CardRequest) -> CardPart:
    """Days that come and the preferred way: two queries."""
    today = timezone.localdate(asked.now)
    sentences = [
        date_words(name=one.words, month=one.month, day=one.day, year=one.year, today=today)
        for one in queries.dates_of(asked.actor, customer_id=asked.customer.pk)
    ]
    preferred = dict.fromkeys(
        f"{point.get_kind_display()} ({point.label})" if point.label else str(point.get_kind_display())
        for point in asked.customer.contacts.all()
        if point.is_preferred
    )
    sentences.append(preferred_words(preferred))
    return CardPart(brief=[sentence for sentence in sentences if sentence])
