from django.http import QueryDict
from django.utils import timezone

from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import daily, job


@job(name="segments.deed", transactional=False)
def deed(*, staff_id: int, change_id: int, code: str, given: str, filter_text: str, words: str, ids: list[int]) -> None:
    """A deed for many; `given` is what its form was sent. Run again after a crash it goes on where it was."""
    from zabota.capabilities.customers.bulk import find_action
    from zabota.capabilities.segments import criteria, services
    from zabota.capabilities.segments.queries import Wanted
    from zabota.foundation.undo.models import Change

    actor = identity.actor_for_staff(Staff.objects.get(pk=staff_id, is_active=True))
    action, change = find_action(actor, code), Change.objects.get(pk=change_id)
    form = action.form(actor, QueryDict(given)) if action and action.form else None
    if action is None or (form is not None and not form.is_valid()):
        services.end_deed(change)  # a right or a tag went while it waited
        return
    data = form.cleaned_data if form else {}
    wanted = Wanted(group=criteria.read(filter_text), words=words, ids=tuple(ids))
    services.do_deed(actor, change=change, action=action, data=data, wanted=wanted, now=timezone.now())


@daily(at="03:20")
@job(name="segments.count", transactional=False)
def count_segments() -> None:
    """How many customers each segment holds today."""
    from zabota.capabilities.segments import services
    from zabota.capabilities.segments.models import Segment

    for segment in Segment.objects.all():
        services.count(segment, today=timezone.localdate(), now=timezone.now())
