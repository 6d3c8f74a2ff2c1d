"""What is to be done for this customer, and how often to be in touch, as a part of the card."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel, Place
from zabota.capabilities.tasks import queries
from zabota.capabilities.tasks.contracts import SET_RHYTHM
from zabota.capabilities.tasks.web import words
from zabota.capabilities.tasks.web.forms import RhythmForm
from zabota.capabilities.tasks.web.pages import shown
from zabota.foundation.design import formats


def tasks_part(asked: CardRequest) -> CardPart:
    today = timezone.localdate(asked.now)
    tasks = queries.tasks_of_customer(asked.customer.pk)
    rhythm = queries.find_rhythm(asked.customer.pk)
    last = queries.last_in_touch(asked.customer.pk) if rhythm else None
    due = (last or rhythm.set_at.date()) + timedelta(days=rhythm.every_days) if rhythm else None
    context = {
        "tasks": [shown(task, today) for task in tasks],
        "rhythm_form": RhythmForm(initial={"every_days": rhythm.every_days if rhythm else None}),
        "may_set_rhythm": asked.actor.may(SET_RHYTHM),
        "due": words.when(due, None, today=today) if due else "",
    }
    brief = []
    if due is not None and due <= today:
        brief.append(_("It is time to be in touch: since %(day)s.") % {"day": formats.day(due, today=today)})
    overdue = [task for task in tasks if task.due_on and task.due_on < today]
    brief += [_("Promised and overdue: %(title)s") % {"title": task.title} for task in overdue[:2]]
    return CardPart(
        panels=[Panel(template="tasks/of_customer.html", context=context, place=Place.SIDE, order=5)], brief=brief
    )
