"""{% load identity %}: the tabs of the settings that this person may open."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import MANAGE_COMPANY, MANAGE_KEYS, MANAGE_STAFF
from zabota.foundation.identity.web.requests import actor_of

register = template.Library()

TABS: tuple[tuple[str, Promise, str, str], ...] = (
    ("identity:security", _("My account"), "user", ""),
    ("identity:company", _("Company"), "building", MANAGE_COMPANY),
    ("identity:staff", _("Staff"), "users", MANAGE_STAFF),
    ("identity:branches", _("Branches"), "building-store", MANAGE_STAFF),
    ("identity:permissions", _("Who may do what"), "list-check", MANAGE_STAFF),
    ("identity:keys", _("API keys"), "key", MANAGE_KEYS),
)


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
