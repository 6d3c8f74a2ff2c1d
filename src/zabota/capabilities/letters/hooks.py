"""Where letters show up: the card, the navigation, the search, the timeline."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.letters.contracts import (
    DOCUMENT_MADE,
    LETTER_FAILED,
    LETTER_QUEUED,
    LETTER_SENT,
    WRITE_LETTERS,
)
from zabota.capabilities.letters.models import Document, Letter
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.messaging.contracts import REASON_WORDS, Reason
from zabota.foundation.search.registry import register_action


def _queued(data: Mapping[str, Any]) -> str:
    if reason := data.get("reason"):
        words = gettext("Letter “%(subject)s” waits to be tried again. %(reason)s")
        return words % {"subject": data.get("subject", ""), "reason": REASON_WORDS[Reason(reason)]}
    return gettext("Letter “%(subject)s” is on its way") % {"subject": data.get("subject", "")}


def _sent(data: Mapping[str, Any]) -> str:
    return gettext("Letter “%(subject)s” is sent") % {"subject": data.get("subject", "")}


def _failed(data: Mapping[str, Any]) -> str:
    reason = data.get("reason")
    return gettext("Letter “%(subject)s” did not leave. %(reason)s") % {
        "subject": data.get("subject", ""), "reason": REASON_WORDS[Reason(reason)] if reason else "",
    }  # fmt: skip


def _made(data: Mapping[str, Any]) -> str:
    return gettext("Document “%(title)s”") % {"title": data.get("title", "")}


declare_kind(LETTER_QUEUED, _("Letter on its way"), "mail-forward", _queued, shares=("letter",))
declare_kind(LETTER_SENT, _("Letter sent"), "mail", _sent, shares=("letter",))
declare_kind(LETTER_FAILED, _("Letter did not leave"), "alert-triangle", _failed, shares=("letter", "reason"))
declare_kind(DOCUMENT_MADE, _("Document made"), "file-text", _made, shares=("document",))

declare_rows(Document, label=_("Documents"))
declare_rows(Letter, label=_("Letters"))
declare_part(WRITE_LETTERS, "zabota.capabilities.letters.web.customer_part.letters_part")

register(NavItem(_("Templates"), "letters:templates", "template", WRITE_LETTERS, order=60, section="customers"))
register_action(
    _("Templates of letters and documents"), "letters:templates", WRITE_LETTERS,
    ("шаблоны", "письма", "документы", "коммерческое предложение", "акт", "letters", "offer"), "template",
)  # fmt: skip
