from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.telephony.models import Direction, Outcome

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CallForm(forms.Form):
    phone = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.INCOMING)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, initial=Outcome.TALKED)
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_on = forms.DateField(label=_("When"), required=False, widget=DAY)


class OpenForm(forms.Form):
    phone = forms.CharField(max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As they introduce themselves; the rest can wait.")
    )


class ScriptForm(forms.Form):
    text = forms.CharField(
        label=_("What to say, step by step"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A line is a step. It helps, it does not bind."),
    )  # fmt: skip
