"""{% load identity %}: the tabs of the settings that this person may open, and what is left of the first steps."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise

from zabota.foundation.identity import first_steps as steps
from zabota.foundation.identity.contracts import Role
from zabota.foundation.identity.settings_tabs import TABS
from zabota.foundation.identity.web.requests import actor_of

register = template.Library()


@dataclass(frozen=True)
class Tab:
    label: Promise
    url: str
    icon: str
    current: bool


@register.simple_tag
def settings_tabs(request: HttpRequest) -> list[Tab]:
    actor = actor_of(request)
    here = request.path
    return [
        Tab(label, url, icon, here == url or here.startswith(f"{url}/"))
        for name, label, icon, permission in TABS
        if (url := reverse(name)) and (not permission or actor.may(permission))
    ]


@register.inclusion_tag("identity/first_steps.html", takes_context=True)
def first_steps(context: Context) -> dict[str, object]:
    """What is left to do until the first insight; on pages of the daily work only the owner is told."""
    actor = actor_of(context["request"])
    remaining = steps.remaining_steps(actor) if actor.role == Role.OWNER else []
    return {"steps": [(step, reverse(step.url_name)) for step in remaining]}
