"""Where handing over is found, and the brief on the card."""

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.bulk import BulkAction, declare_action
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.handovers.bulk import hand_over_batch, hand_over_form
from zabota.capabilities.handovers.contracts import HAND_OVER
from zabota.capabilities.handovers.models import Brief
from zabota.foundation.search.registry import register_action

declare_rows(Brief, label=_("Briefs at a hand-over"))
declare_part(HAND_OVER, "zabota.capabilities.handovers.web.card_part.handover_part")
declare_action(
    BulkAction(
        code="hand_over", label=_("Hand over"), icon="arrows-exchange", permission=HAND_OVER, apply=hand_over_batch,
        form=hand_over_form, order=40,
    )
)  # fmt: skip
register_action(
    _("Hand customers over"), "handovers:new", HAND_OVER,
    ("передать клиентов", "сменить ответственного", "увольнение", "отпуск", "hand over", "reassign"),
    "arrows-exchange",
)  # fmt: skip
