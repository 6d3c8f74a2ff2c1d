"""{% load value %}: small things the pages of value ask of an address."""

from django import template
from django.http import QueryDict

register = template.Library()


@register.filter
def chosen_columns(given: QueryDict) -> list[str]:
    """The columns ticked in the address, to be carried along by a form."""
    return given.getlist("col")
