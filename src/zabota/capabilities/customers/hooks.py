"""What customers put on the timeline, where they are found, and which rows hang on them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import deeds, fields, reach, search_index  # noqa: F401 - they declare themselves
from zabota.capabilities.customers.contracts import (
    CONSENT_RECORDED,
    CUSTOMER_ADDED,
    CUSTOMER_CHANGED,
    CUSTOMER_ERASED,
    CUSTOMER_KIND,
    CUSTOMERS_DELETED,
    CUSTOMERS_PUT_BACK,
    FILE_ADDED,
    MANAGE_FIELDS,
    MERGED,
    NOTE_ADDED,
    OWNER_CHANGED,
    READ_CUSTOMERS,
    SET_VISIBILITY,
    WRITE_CUSTOMERS,
)
from zabota.capabilities.customers.custom_filtering import company_fields
from zabota.capabilities.customers.filtering import declare_fields
from zabota.capabilities.customers.models import (
    Channel,
    ConsentEntry,
    ContactPoint,
    CustomerDate,
    CustomerFile,
    CustomerKey,
    CustomerNote,
    CustomerTag,
    CustomFieldValue,
    FormerNumber,
    Purpose,
    Relation,
    Responsibility,
)
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.queries import files_of, visible_to
from zabota.capabilities.customers.rows import Fate, declare_rows
from zabota.capabilities.customers.services import erase_files
from zabota.capabilities.customers.traces import Person, declare_trace
from zabota.foundation.design.navigation import NewItem, register_new
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.events.services import tell_witnesses
from zabota.foundation.files import services as files
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.notices.models import Notice
from zabota.foundation.search.registry import register_action, register_limit, register_view
from zabota.foundation.undo.contracts import on_taken_back
from zabota.foundation.webhooks.models import Delivery

register_new(
    NewItem(label=_("Customer"), url_name="customers:add", icon="user-plus", permission=WRITE_CUSTOMERS, order=20)
)
register_action(
    _("New customer"), "customers:add", WRITE_CUSTOMERS, ("новый клиент", "завести карточку", "add a customer"),
    "user-plus",
)  # fmt: skip


def _consent(data: Mapping[str, Any]) -> str:
    """Which way about what, and whether it was given or withdrawn."""
    words = (
        gettext("Agreed: %(channel)s, %(purpose)s")
        if data.get("is_given")
        else gettext("Refused: %(channel)s, %(purpose)s")
    )
    channel, purpose = str(data.get("channel", "")), str(data.get("purpose", ""))
    return words % {
        "channel": dict(Channel.choices).get(channel, channel), "purpose": dict(Purpose.choices).get(purpose, purpose),
    }  # fmt: skip


add_settings_tab("customers:visibility", _("Who sees which customers"), "eye", SET_VISIBILITY)
register_limit(CUSTOMER_KIND, lambda actor: visible_to(actor) if reach.is_limited(actor) else None)
register_view(CUSTOMER_KIND, search_index.view_of)
add_settings_tab("customers:fields", _("Fields of the card"), "layout-list", MANAGE_FIELDS)
register_action(
    _("Fields of the card"), "customers:fields", MANAGE_FIELDS,
    ("поля", "настроить карточку", "ценности", "предпочтения", "custom fields"), "layout-list",
)  # fmt: skip

declare_fields(company_fields)
declare_part(READ_CUSTOMERS, "zabota.capabilities.customers.web.own_parts.brief_part")
declare_part(READ_CUSTOMERS, "zabota.capabilities.customers.web.own_parts.relations_part")
declare_part(READ_CUSTOMERS, "zabota.capabilities.customers.web.own_parts.consents_part")
declare_part(READ_CUSTOMERS, "zabota.capabilities.customers.web.files.files_part")

declare_kind(NOTE_ADDED, _("Note"), "note", shares=("note", "topic"))
declare_kind(CUSTOMER_ADDED, _("Card opened"), "user-plus")
declare_kind(CUSTOMER_CHANGED, _("Card changed"), "pencil", shares=("fields",))
declare_kind(CUSTOMERS_DELETED, _("Cards deleted"), "trash")
declare_kind(CUSTOMERS_PUT_BACK, _("Change of cards taken back"), "arrow-back-up")
declare_kind(CUSTOMER_ERASED, _("Customer erased for good"), "shield")
declare_kind(CONSENT_RECORDED, _("Consent"), "shield-check", _consent, shares=("channel", "purpose", "is_given"))
declare_kind(FILE_ADDED, _("File added"), "paperclip", lambda data: f"{gettext('File added')}: {data.get('name', '')}")
declare_kind(OWNER_CHANGED, _("Handed over"), "arrows-exchange", shares=("from", "to"))
declare_kind(MERGED, _("Cards merged"), "git-merge", shares=("from",))

OWN_ROWS = {
    ContactPoint: _("Phones, e-mails, messengers"),
    CustomerKey: _("Numbers in other systems"),
    CustomerTag: _("Tags"),
    CustomerDate: _("Days to remember"),
    CustomFieldValue: _("Fields of the company"),
    Relation: _("Relations"),
    CustomerFile: _("Files"),
    Responsibility: _("Who was responsible"),
    ConsentEntry: _("Consents"),
    CustomerNote: _("Notes"),
    TimelineEvent: _("Events of the timeline"),
    Notice: _("Notices to colleagues"),
    FormerNumber: _("Numbers of cards merged into this one"),
}
for model, label in OWN_ROWS.items():
    declare_rows(model, label=label)
declare_rows(Delivery, when_deleted=Fate.STAY, label=_("Messages to other systems"))


def _index(row_ids: Collection[int], now: datetime) -> None:
    search_index.refresh(row_ids, now=now)


def _tell_put_back(row_ids: Collection[int], now: datetime) -> None:
    """Every change of a card also touches the moment of its last change, so its own row is always among them."""
    if row_ids:
        tell_witnesses(kind=CUSTOMERS_PUT_BACK, actor=SYSTEM, customer_ids=sorted(row_ids), occurred_at=now)


def _index_owners(model: type[ContactPoint | CustomerKey | CustomFieldValue]) -> None:
    def mend(row_ids: Collection[int], now: datetime) -> None:
        owners = model._default_manager.filter(pk__in=row_ids).values_list("customer_id", flat=True)
        search_index.refresh(set(owners), now=now)

    on_taken_back(model._meta.label, mend)


on_taken_back("customers.Customer", _index)
on_taken_back("customers.Customer", _tell_put_back)
_index_owners(ContactPoint)
_index_owners(CustomerKey)
_index_owners(CustomFieldValue)


def _erase_files(person: Person, _now: datetime) -> int:
    return erase_files(person.customer_id)


def _attach_files(person: Person) -> Iterator[tuple[str, bytes]]:
    for row in files_of(person.customer_id):
        yield f"{row.pk}-{row.file.name}", files.read(row.file)


declare_trace("files", _("Files"), erase=_erase_files, attach=_attach_files)
