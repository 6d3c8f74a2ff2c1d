"""The first place of the navigation for whoever works with customers."""

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.today.contracts import USE_TODAY
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.search.registry import register_action

register(NavItem(_("Today"), "today:today", "sun", USE_TODAY, 5, section="today", key="h"))
register_action(
    _("Today"), "today:today", USE_TODAY, ("сегодня", "очередь", "что делать", "queue", "what to do", "home"), "sun"
)
