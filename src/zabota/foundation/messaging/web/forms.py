from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.foundation.messaging.models import MailServer, Security
from zabota.foundation.messaging.services import ServerChange


class ServerForm(forms.Form):
    from_email = forms.EmailField(label=_("Address letters come from"), max_length=254)
    from_name = forms.CharField(
        label=_("Name beside the address"), max_length=120, required=False,
        help_text=_("Answers go to the colleague who wrote the letter."),
    )  # fmt: skip
    host = forms.CharField(label=_("Mail server (SMTP)"), max_length=253)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Protection"), choices=Security.choices, initial=Security.STARTTLS)
    user = forms.CharField(label=_("User"), max_length=254, required=False)
    password = forms.CharField(
        label=_("Password"), max_length=500, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, kept: MailServer | None, company: str) -> None:  # noqa: ANN401
        initial: dict[str, Any] = {"from_name": company}
        if kept is not None:
            names = ("from_email", "from_name", "host", "port", "security", "user")
            initial = {name: getattr(kept, name) for name in names}
        super().__init__(data, initial=initial)
        if kept is not None and kept.password_encrypted:
            self.fields["password"].help_text = _("A password is kept. Leave empty to keep it.")

    def told(self) -> ServerChange:
        given = dict(self.cleaned_data)
        return ServerChange(**given | {"password": (given["password"] or None) if given["user"] else ""})
