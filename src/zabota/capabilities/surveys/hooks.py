"""Where surveys show up: the navigation, the card, the search, the timeline."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import Fate, declare_rows
from zabota.capabilities.customers.traces import declare_trace
from zabota.capabilities.surveys.contracts import (
    ANSWERED,
    GROUP_NAME,
    KIND_NAMES,
    MANAGE_SURVEYS,
    READ_SURVEYS,
    SCALES,
    Group,
    Kind,
)
from zabota.capabilities.surveys.erasing import attach_answers, erase_words
from zabota.capabilities.surveys.models import Invitation, Response
from zabota.foundation.design.navigation import NavItem, NewItem, register, register_new
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.search.registry import register_action


def _answered(data: Mapping[str, Any]) -> str:
    kind = Kind(data["kind"])
    most = 100 if kind == Kind.CSI else SCALES[kind].last
    words = {"kind": KIND_NAMES[kind], "score": f"{data['score']:g}", "most": most}
    said = gettext("%(kind)s: %(score)s out of %(most)s") % words
    return f"{said}, {str(GROUP_NAME[Group(data['group'])]).lower()}" if kind == Kind.NPS else said


declare_kind(
    ANSWERED, _("Answer to a survey"), "mood-smile", _answered,
    shares=("response_id", "survey_id", "kind", "score", "group"),
)  # fmt: skip
declare_rows(Response, label=_("Answers to surveys"), when_deleted=Fate.LOSE_THE_CUSTOMER)
declare_rows(Invitation, label=_("Invitations to surveys"))
declare_trace("surveys", _("Words in answers to surveys"), erase=erase_words, attach=attach_answers)
declare_part(READ_SURVEYS, "zabota.capabilities.surveys.web.customer_part.answers_part")

register(NavItem(_("Voice"), "surveys:list", "mood-smile", READ_SURVEYS, order=70, section="voice"))
register_new(NewItem(label=_("Survey"), url_name="surveys:new", icon="mood-smile", permission=MANAGE_SURVEYS, order=60))
register_action(
    _("Surveys"), "surveys:list", READ_SURVEYS,
    ("опросы", "голос клиента", "nps", "csat", "ces", "csi", "оценки", "survey", "voice"), "mood-smile",
)  # fmt: skip
