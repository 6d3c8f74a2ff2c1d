from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.segments.contracts import COLOURS

COLOUR_WORDS = {
    "moss": _("green"), "sea": _("blue"), "berry": _("crimson"), "amber": _("yellow"), "ink": _("grey"),
}  # fmt: skip


class SegmentForm(forms.Form):
    name = forms.CharField(label=_("Name of the segment"), max_length=80)
    about = forms.CharField(
        label=_("What it is for"), required=False, max_length=300, help_text=_("Colleagues read it in the list.")
    )
    colour = forms.ChoiceField(
        label=_("Colour"), choices=[(code, COLOUR_WORDS[code]) for code in COLOURS], initial=COLOURS[0]
    )
    is_shared = forms.BooleanField(label=_("Show it to colleagues"), required=False)
