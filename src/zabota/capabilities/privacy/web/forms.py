from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.privacy.models import Reason


class EraseForm(forms.Form):
    name = forms.CharField(
        label=_("Type the name on the card"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.ChoiceField(label=_("Why"), choices=Reason.choices)


class RetentionForm(forms.Form):
    idle_months = forms.IntegerField(
        label=_("Offer for erasure after so many months without anything new"), required=False, min_value=6,
        max_value=600, help_text=_("Empty: nobody is offered. Nobody is erased before you confirm it."),
    )  # fmt: skip
    history_days = forms.IntegerField(
        label=_("Changes can be taken back for so many days"), min_value=7, max_value=3650,
        help_text=_("After that the history forgets what the cards were like before."),
    )  # fmt: skip
