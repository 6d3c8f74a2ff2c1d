"""First steps that belong to the company itself: its margin and its people."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import MANAGE_COMPANY, MANAGE_STAFF, Actor
from zabota.foundation.identity.first_steps import FirstStep, register
from zabota.foundation.identity.models import Staff


def _knows_margin(_actor: Actor) -> bool:
    company = queries.find_company()
    return company is not None and company.margin_rate is not None


def _has_colleagues(_actor: Actor) -> bool:
    return Staff.objects.count() > 1


register(
    FirstStep(
        label=_("Say what your usual margin is"),
        text=_("Where a file has no cost, profit is counted by it; without it you see revenue only."),
        done=_knows_margin, url_name="identity:company", permission=MANAGE_COMPANY, order=20,
    )
)  # fmt: skip
register(
    FirstStep(
        label=_("Invite a colleague"),
        text=_("Each with a role: a manager runs the work, an agent calls, an analyst reads the numbers."),
        done=_has_colleagues, url_name="identity:staff_add", permission=MANAGE_STAFF, order=50,
    )
)  # fmt: skip
