"""A low answer opens a case; the customer's words are read when they come."""

from django.utils import timezone

from zabota.capabilities.cases import queries, services
from zabota.capabilities.surveys.contracts import Group
from zabota.capabilities.surveys.models import Response
from zabota.foundation.events.contracts import News
from zabota.foundation.identity.contracts import SYSTEM


def open_after_low_score(news: News) -> None:
    """Of somebody we know, unless the company does it by hand. An answer meanwhile put aside opens nothing."""
    if news.data.get("group") != Group.LOW or news.customer_id is None or not queries.get_rules().opens_on_low:
        return
    rows = Response.objects.select_related("customer").filter(suspicion="", customer__isnull=False)
    response = rows.filter(pk=news.data["response_id"], group=Group.LOW).first()
    if response is not None and response.customer is not None:
        services.open_case(
            SYSTEM, customer=response.customer, words="", response=response, owner_id=response.employee_id,
            now=timezone.now(),
        )  # fmt: skip
