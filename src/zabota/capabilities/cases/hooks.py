"""Where cases show up: the queue of the day, the card, the navigation, the timeline, the budget of contacts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.cases.contracts import (
    CASE_CLOSED,
    CASE_OPENED,
    COMPENSATED,
    PROMISED,
    READ_CASES,
    RESOLUTION_NAMES,
    SET_CASES,
    WORK_CASES,
    Resolution,
)
from zabota.capabilities.cases.models import Case
from zabota.capabilities.contacting.contracts import declare_silence
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.surveys.contracts import ANSWERED
from zabota.capabilities.today.sources import declare_source
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.search.registry import register_action

PATH = "zabota.capabilities.cases"


@subscribe(ANSWERED)
def open_after_low_score(news: News) -> None:
    from zabota.capabilities.cases import listening

    listening.open_after_low_score(news)


def _closed(data: Mapping[str, Any]) -> str:
    words = RESOLUTION_NAMES[Resolution(data["resolution"])]
    return gettext("Case closed: %(resolution)s") % {"resolution": str(words).lower()}


declare_kind(CASE_OPENED, _("Case opened"), "heart-handshake", shares=("case_id", "response_id"))
declare_kind(
    CASE_CLOSED, _("Case closed"), "heart-handshake", _closed,
    shares=("case_id", "resolution", "response_id", "ask_again_on"),
)  # fmt: skip
declare_kind(COMPENSATED, _("Compensation given"), "gift", shares=("case_id", "amount_minor"))
declare_kind(PROMISED, _("Something promised"), "checkbox", shares=("case_id", "due_at"))
declare_rows(Case, label=_("Cases"))
declare_silence("cases.open", _("a complaint is open"), f"{PATH}.queries.whose_complaint_is_open")
declare_source(
    "cases", _("Unhappy customers"), "heart-handshake", WORK_CASES, load=f"{PATH}.today.load_cases",
    hand_over=f"{PATH}.today.hand_over_case", count_done=f"{PATH}.today.count_closed",
)  # fmt: skip
declare_source(
    "promises", _("Promises"), "checkbox", WORK_CASES, load=f"{PATH}.today.load_promises",
    finish=f"{PATH}.today.keep_promise",
)  # fmt: skip
declare_part(READ_CASES, f"{PATH}.web.card_part.cases_part")
register(NavItem(_("Cases"), "cases:list", "heart-handshake", READ_CASES, order=71, section="voice"))
add_settings_tab("cases:rules", _("Cases"), "heart-handshake", SET_CASES)
register_action(
    _("Cases"), "cases:list", READ_CASES, ("случаи", "жалобы", "критики", "недовольные", "cases", "complaints"),
    "heart-handshake",
)  # fmt: skip
