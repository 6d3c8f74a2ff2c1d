"""{% load identity %}: the tabs of the settings that this person may open."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

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
