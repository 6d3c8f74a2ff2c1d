"""Every component in every state, so that a builder picks rather than invents, and a test sees what broke."""

import datetime as dt
from pathlib import Path

from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from zabota.foundation import design
from zabota.surfaces.workspace.web import gallery_charts

ICONS = Path(design.__file__).parent / "icons.txt"


class SampleForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("gallery", "Name"), help_text=pgettext_lazy("gallery", "As it stands in the passport.")
    )
    phone = forms.CharField(label=pgettext_lazy("gallery", "Phone"))
    birthday = forms.DateField(label=pgettext_lazy("gallery", "Birthday"), required=False)
    channel = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Channel"),
        choices=[("mail", pgettext_lazy("gallery", "Letter")), ("phone", pgettext_lazy("gallery", "Call"))],
    )
    how = forms.ChoiceField(
        label=pgettext_lazy("gallery", "How to reach"),
        widget=forms.RadioSelect,
        choices=[
            ("day", pgettext_lazy("gallery", "In the day")),
            ("evening", pgettext_lazy("gallery", "In the evening")),
        ],
    )
    text = forms.CharField(
        label=pgettext_lazy("gallery", "Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    consent = forms.BooleanField(label=pgettext_lazy("gallery", "Agrees to receive letters"))


def sample_rows() -> list[dict[str, object]]:
    return [
        {
            "name": pgettext("gallery", "Anna Sokolova"),
            "worth": "3",
            "orders": 14,
            "amount_minor": 18_450_000,
            "share": 0.124,
            "low": 0.30,
            "high": 0.62,
            "value": 0.47,
        },
        {
            "name": pgettext("gallery", "Pyotr Ilyin"),
            "worth": "2",
            "orders": 5,
            "amount_minor": 4_120_050,
            "share": 0.041,
            "low": 0.12,
            "high": 0.55,
            "value": 0.31,
        },
        {
            "name": pgettext("gallery", "Café on the corner"),
            "worth": "1",
            "orders": 1,
            "amount_minor": 123_450,
            "share": 0.002,
            "low": 0.02,
            "high": 0.81,
            "value": 0.22,
        },
    ]


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
            {"label": pgettext("gallery", "Card"), "url": "#tabs", "current": True, "icon": "user"},
            {"label": pgettext("gallery", "Orders"), "url": "#tabs", "count": 14},
            {"label": pgettext("gallery", "Empty"), "url": "#tabs", "count": 0},
        ],
        "steps": [
            {"label": pgettext("gallery", "File"), "state": "done", "url": "#steps"},
            {"label": pgettext("gallery", "Columns"), "state": "current"},
            {"label": pgettext("gallery", "Check"), "state": "todo"},
        ],
        "crumbs": [
            {"label": pgettext("gallery", "Customers"), "url": "#crumbs"},
            {"label": pgettext("gallery", "Anna Sokolova")},
        ],
        "key_items": [{"keys": ["Ctrl", "K"], "words": pgettext("gallery", "search everything")}],
        "active_filters": [{"label": pgettext("gallery", "Bought this month"), "url": "#filters"}],
        "charts": gallery_charts.sample_charts(),
        "sparkline": gallery_charts.sample_sparkline(),
        "sample_messages": [Message(20, pgettext("gallery", "Saved."))],
        "moments": [now, now - dt.timedelta(days=1), now - dt.timedelta(days=40)],
        "icons": [line for line in ICONS.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"],
    }


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/gallery/page.html", sample_context(timezone.localtime()))
