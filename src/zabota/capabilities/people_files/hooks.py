"""Where the import of people is found, and what it tells."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files.jobs import index_import
from zabota.foundation.design import formats, navigation
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.first_steps import FirstStep
from zabota.foundation.identity.first_steps import register as register_first_step
from zabota.foundation.search.registry import register_action
from zabota.foundation.undo.contracts import declare_change


def _imported(data: Mapping[str, Any]) -> str:
    count = int(data.get("new", 0))
    words = ngettext("%(number)s customer came from a file", "%(number)s customers came from a file", count)
    return words % {"number": formats.number(count)}


def _page(data: Mapping[str, Any]) -> str:
    return reverse("people_files:import_result", args=[data["import_id"]])


def _has_customers(_actor: Actor) -> bool:
    return customers.count_all() > 0


declare_change(
    "people_files.imported", gettext_lazy("People imported"), TAKE_IN_CUSTOMERS, "file-import", page=_page
)  # fmt: skip
PEOPLE_IMPORTED = declare_kind(
    "people_files.imported",
    gettext_lazy("People imported"),
    "file-import",
    _imported,
    shares=("import_id", "new", "changed"),
)

navigation.register_new(
    navigation.NewItem(
        label=gettext_lazy("Customers from a file"), url_name="people_files:import_new", icon="users-plus",
        permission=TAKE_IN_CUSTOMERS, order=25,
    )
)  # fmt: skip
register_action(
    gettext_lazy("Bring in customers"), "people_files:import_new", TAKE_IN_CUSTOMERS,
    ("импорт клиентов", "импорт контактов", "загрузить контакты", "битрикс24", "bitrix24", "amocrm", "google contacts",
     "vcard", "vcf", "телефонная книга", "csv", "excel", "import contacts"),
    "users-plus",
)  # fmt: skip
register_action(
    gettext_lazy("Past imports of customers"), "people_files:imports", TAKE_IN_CUSTOMERS,
    ("история загрузок клиентов", "отменить импорт клиентов", "undo an import of customers"), "history",
)  # fmt: skip
register_first_step(
    FirstStep(
        label=gettext_lazy("Bring your customers"),
        text=gettext_lazy("Contacts of a phone, of Bitrix24, amoCRM or a table. It can be taken back whole."),
        done=_has_customers, url_name="people_files:import_new", permission=TAKE_IN_CUSTOMERS, order=12,
    )
)  # fmt: skip


@subscribe(PEOPLE_IMPORTED)
def index_after_import(news: News) -> None:
    """The index is made after the import, not in it: whoever waits for the import waits for his people only."""
    index_import.enqueue(unique=f"people_files.index:{news.data['import_id']}", run_id=news.data["import_id"])
