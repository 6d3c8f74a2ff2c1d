from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.handovers import queries
from zabota.foundation.identity.models import Staff


class HandOverForm(forms.Form):
    to = forms.ModelMultipleChoiceField(
        label=_("Who takes them"), queryset=Staff.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Several colleagues get them in turn."),
        error_messages={"required": _("Choose at least one colleague.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("What the new colleague must know"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on each card until the colleague has read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.colleagues()  # type: ignore[attr-defined]
