"""Where tasks are found, what they leave on the timeline, and that they go along with a customer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.handing import on_handed_over
from zabota.capabilities.customers.next_steps import keep_next_steps
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import declare_rows
from zabota.capabilities.tasks import fields, services  # noqa: F401 - fields declare themselves
from zabota.capabilities.tasks.contracts import BY_DATE, SET_REMINDERS, TASK_DONE, USE_TASKS
from zabota.capabilities.tasks.models import Rhythm, Task
from zabota.capabilities.today.sources import declare_source
from zabota.foundation.design.navigation import NavItem, NewItem, register, register_new
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.identity.settings_tabs import add_settings_tab
from zabota.foundation.search.registry import register_action


def _done(data: Mapping[str, Any]) -> str:
    title, result = str(data.get("title", "")), str(data.get("result", ""))
    return f"{title}: {result}" if result else title


declare_kind(TASK_DONE, _("Task done"), "check", _done)
declare_rows(Task, label=_("Tasks"), by_rule=Q(source__startswith=BY_DATE))
declare_rows(Rhythm, label=_("How often to be in touch"))
on_handed_over(services.follow_customers)
keep_next_steps(services.keep_step, services.drop_step)
declare_source(
    "tasks", _("Tasks"), "list-check", USE_TASKS, "zabota.capabilities.tasks.today.load",
    finish="zabota.capabilities.tasks.today.finish", hand_over="zabota.capabilities.tasks.today.hand_over",
    count_done="zabota.capabilities.tasks.today.count_done",
)  # fmt: skip
declare_part(USE_TASKS, "zabota.capabilities.tasks.web.customer_part.tasks_part")
register(NavItem(_("Tasks"), "tasks:tasks", "list-check", USE_TASKS, 12, section="tasks", key="d"))
register_new(NewItem(label=_("Task"), url_name="tasks:tasks", icon="list-check", permission=USE_TASKS, order=5))
register_action(
    _("Tasks"), "tasks:tasks", USE_TASKS, ("задачи", "дела", "напоминания", "to do", "reminders"), "list-check"
)
add_settings_tab("tasks:calendar", _("Calendar"), "calendar", USE_TASKS)
add_settings_tab("tasks:reminders", _("Reminders"), "bell", SET_REMINDERS)
register_action(
    _("Reminders"), "tasks:reminders", SET_REMINDERS, ("дни рождения", "напоминания о датах", "birthdays"), "bell"
)
