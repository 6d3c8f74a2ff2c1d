"""Where asking shows up: the card, the list of customers, the navigation; and what it hears of cases."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.asking.contracts import ASKED, CASE_CLOSED, SEND_WAVES
from zabota.capabilities.asking.models import Later, Skipped
from zabota.capabilities.customers.bulk import BulkAction, declare_action
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.surveys.contracts import INVITE, Channel
from zabota.capabilities.surveys.parts import declare_survey_part
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.search.registry import register_action


@subscribe(CASE_CLOSED)
def ask_again_after_a_case(news: News) -> None:
    """The case says on which day; it is the survey its customer answered that asks again."""
    from zabota.capabilities.asking import services
    from zabota.capabilities.surveys.models import Response

    told = news.data.get("ask_again_on")
    if not told or news.customer_id is None:
        return
    answered = Response.objects.filter(customer=news.customer_id, suspicion="").select_related("survey")
    if response_id := news.data.get("response_id"):
        answered = answered.filter(pk=response_id)
    response = answered.order_by("-id").first()
    if response is not None:
        services.promise_later(
            survey=response.survey, customer_id=news.customer_id, about=news.subject or f"event:{news.event_id}",
            due_on=date.fromisoformat(str(told)),
        )  # fmt: skip


def _asked(data: Mapping[str, Any]) -> str:
    if data.get("channel") == Channel.LINK:
        return gettext("A personal link to the survey “%(name)s” is made") % {"name": data.get("name", "")}
    return gettext("A letter with the survey “%(name)s” is sent") % {"name": data.get("name", "")}


declare_kind(ASKED, _("Asked with a survey"), "send", _asked, shares=("survey_id", "channel"))
declare_rows(Skipped, label=_("Times left out of a mailing"))
declare_rows(Later, label=_("Questions promised for later"))
declare_part(INVITE, "zabota.capabilities.asking.web.card_part.asking_part")
declare_survey_part(SEND_WAVES, "zabota.capabilities.asking.web.survey_part.waves_part", order=40)
declare_action(
    BulkAction(
        code="ask", label=_("Ask with a survey"), icon="send", permission=SEND_WAVES, order=40, page="asking:new"
    )
)
register(NavItem(_("Mailings of surveys"), "asking:waves", "send", SEND_WAVES, order=72, section="voice"))
register_action(
    _("Mailings of surveys"), "asking:waves", SEND_WAVES,
    ("рассылка", "опрос", "спросить клиентов", "письма", "send a survey", "wave", "mailing"), "send",
)  # fmt: skip
