from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.forms import RefusableForm
from zabota.foundation.webhooks import queries
from zabota.foundation.webhooks.addresses import LONGEST_URL
from zabota.foundation.webhooks.contracts import EVERY_KIND
from zabota.foundation.webhooks.models import Endpoint
from zabota.foundation.webhooks.services import EndpointTold


def kind_choices() -> list[tuple[str, Any]]:
    """Every kind by its name for people, and by the code that stands in the message."""
    named = [(kind.code, format_html("{} <code>{}</code>", kind.label, kind.code)) for kind in queries.offered_kinds()]
    return [(EVERY_KIND, _("All events, also those that are added later")), *named]


class EndpointForm(RefusableForm):
    url = forms.CharField(
        label=_("Address"), max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"placeholder": "https://example.com/zabota", "autocomplete": "off"}),
        help_text=_("An https address in the internet where your other system waits for messages."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name for yourselves"), max_length=100, required=False,
        help_text=_("What is there, for example “warehouse”."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Events"), choices=kind_choices, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any, *, endpoint: Endpoint | None = None) -> None:  # noqa: ANN401
        initial: dict[str, Any] = {}
        if endpoint is not None:
            initial = {"url": endpoint.url, "name": endpoint.name, "kinds": endpoint.kinds}
        super().__init__(data, initial=initial)

    def told(self) -> EndpointTold:
        given = self.cleaned_data
        return EndpointTold(url=given["url"], name=given["name"], kinds=given["kinds"])
