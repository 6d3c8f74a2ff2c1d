"""Where scores show up: the navigation, the search, the page of a survey."""

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.scores.contracts import READ_SCORES
from zabota.capabilities.surveys.parts import declare_survey_part
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.search.registry import register_action

register(NavItem(_("Scores"), "scores:scores", "chart-dots", READ_SCORES, order=71, section="voice"))
register_action(
    _("Scores"), "scores:scores", READ_SCORES,
    ("оценки", "индекс", "удовлетворённость", "лояльность", "nps", "csat", "ces", "csi", "score"), "chart-dots",
)  # fmt: skip
declare_survey_part(READ_SCORES, "zabota.capabilities.scores.web.survey_part.score_part", order=10)
