"""Every component in every state, so that a builder picks rather than invents, and a test sees what broke."""

import datetime as dt
from pathlib import Path

from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from zabota.foundation import design
from zabota.surfaces.workspace.web import gallery_charts

ICONS = Path(design.__file__).parent / "icons.txt"


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands in the passport."))
    phone = forms.CharField(label=gettext_lazy("Phone"))
    birthday = forms.DateField(label=gettext_lazy("Birthday"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=[("mail", gettext_lazy("Letter")), ("phone", gettext_lazy("Call"))],
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How to reach"),
        widget=forms.RadioSelect,
        choices=[("day", gettext_lazy("In the day")), ("evening", gettext_lazy("In the evening"))],
    )
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    consent = forms.BooleanField(label=gettext_lazy("Agrees to receive letters"))


def sample_rows() -> list[dict[str, object]]:
    return [
        {"name": _("Anna Sokolova"), "worth": "3", "orders": 14, "amount_minor": 18_450_000, "share": 0.124,
         "low": 0.30, "high": 0.62, "value": 0.47},
        {"name": _("Pyotr Ilyin"), "worth": "2", "orders": 5, "amount_minor": 4_120_050, "share": 0.041,
         "low": 0.12, "high": 0.55, "value": 0.31},
        {"name": _("Café on the corner"), "worth": "1", "orders": 1, "amount_minor": 123_450, "share": 0.002,
         "low": 0.02, "high": 0.81, "value": 0.22},
    ]  # fmt: skip


def sample_context(now: dt.datetime) -> dict[str, object]:
    rows = sample_rows()
    invalid = SampleForm({"name": "Анна", "phone": "", "how": "day"})
    invalid.is_valid()
    return {
        "rows": rows,
        "total_minor": sum(int(str(row["amount_minor"])) for row in rows),
        "form": SampleForm(),
        "invalid_form": invalid,
        "page": Paginator(range(1234), 50).page(2),
        "tabs": [
            {"label": _("Card"), "url": "#tabs", "current": True, "icon": "user"},
            {"label": _("Orders"), "url": "#tabs", "count": 14},
            {"label": _("Empty"), "url": "#tabs", "count": 0},
        ],
        "steps": [
            {"label": _("File"), "state": "done", "url": "#steps"},
            {"label": _("Columns"), "state": "current"},
            {"label": _("Check"), "state": "todo"},
        ],
        "crumbs": [{"label": _("Customers"), "url": "#crumbs"}, {"label": _("Anna Sokolova")}],
        "key_items": [{"keys": ["Ctrl", "K"], "words": _("search everything")}],
        "active_filters": [{"label": _("Bought this month"), "url": "#filters"}],
        "charts": gallery_charts.sample_charts(),
        "sparkline": gallery_charts.sample_sparkline(),
        "sample_messages": [Message(20, _("Saved."))],
        "moments": [now, now - dt.timedelta(days=1), now - dt.timedelta(days=40)],
        "icons": [line for line in ICONS.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"],
    }


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/gallery/page.html", sample_context(timezone.localtime()))
