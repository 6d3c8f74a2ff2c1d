from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.tasks.contracts import Repeat, TaskDraft, Unit
from zabota.capabilities.tasks.models import Task
from zabota.foundation.identity.models import Staff

REPEATS = [
    ("", _("does not repeat")), (Unit.DAY.value, _("days")), (Unit.WEEKDAY.value, _("working days")),
    (Unit.WEEK.value, _("weeks")), (Unit.MONTH.value, _("months")), (Unit.YEAR.value, _("years")),
]  # fmt: skip


class TaskForm(forms.Form):
    title = forms.CharField(label=_("What to do"), max_length=300)
    due_on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    owner_id = forms.TypedChoiceField(label=_("Who does it"), required=False, coerce=int, empty_value=None)
    repeat_every = forms.IntegerField(label=_("Repeat every"), required=False, min_value=1, max_value=365)
    repeat_unit = forms.ChoiceField(label=_("of"), required=False, choices=REPEATS)
    note = forms.CharField(label=_("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        staff = Staff.objects.filter(is_active=True).order_by("name", "pk")
        self.fields["owner_id"].choices = [("", "—"), *((one.pk, str(one)) for one in staff)]  # type: ignore[attr-defined]

    def draft(self, *, customer_id: int | None) -> TaskDraft:
        told = self.cleaned_data
        unit = told["repeat_unit"]
        repeat = Repeat(every=told["repeat_every"] or 1, unit=Unit(unit)) if unit else None
        names = ("title", "note", "due_on", "due_time", "owner_id")
        return TaskDraft(**{name: told[name] for name in names}, repeat=repeat, customer_id=customer_id)


def told_of(task: Task) -> dict[str, object]:
    names = ("title", "note", "due_on", "due_time", "owner_id", "repeat_every", "repeat_unit")
    return {name: getattr(task, name) for name in names}


class ReminderForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which date"))
    days_before = forms.IntegerField(label=_("So many days before"), min_value=0, max_value=60, initial=0)
    text = forms.CharField(
        label=_("What to do"), max_length=200, help_text=_("{name} stands for the name of the customer.")
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RhythmForm(forms.Form):
    every_days = forms.IntegerField(
        label=_("Be in touch every so many days"), required=False, min_value=1, max_value=730
    )


class CalendarForm(forms.Form):
    with_phones = forms.BooleanField(
        label=_("Phones of customers too"), required=False,
        help_text=_("Whoever reads your calendar will see them: leave it off for a calendar that others share."),
    )  # fmt: skip


class EachForm(forms.Form):
    """A task for each of many customers."""

    title = forms.CharField(label=_("What to do"), max_length=300)
    due_on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
