"""{% load shell %}: which line of the navigation is the place the person stands at."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest

from zabota.foundation.design.navigation import NavItem

register = template.Library()


@dataclass(frozen=True)
class Line:
    item: NavItem
    is_here: bool


@register.simple_tag
def nav_lines(request: HttpRequest, items: list[NavItem]) -> list[Line]:
    """The exact page wins, then the line whose address the page lies under, then the first of the same capability."""
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    exact = next((item for item in items if item.url_name == view_name), None)
    above = [item for item in items if request.path.startswith(f"{item.url}/")]
    area = view_name.partition(":")[0] if ":" in view_name else None
    near = next((item for item in items if area and item.url_name.partition(":")[0] == area), None)
    here = exact or max(above, key=lambda item: len(item.url), default=near)
    return [Line(item, item is here) for item in items]
