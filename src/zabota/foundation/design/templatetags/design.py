"""{% load design %}: what the components themselves need; pages use the components instead."""

from dataclasses import dataclass

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, Select
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zabota.foundation.design.toasts import Toast

register = template.Library()

SORT_PARAMETER = "sort"


@register.filter
def initials(name: str | None) -> str:
    """Two letters for an avatar; a question mark for nobody."""
    words = [word for word in str(name or "").replace("«", " ").replace("»", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Radio buttons and lists of checkboxes: a group with a legend rather than one control with a label."""
    widget = field.field.widget
    return bool(field.use_fieldset) or isinstance(widget, CheckboxSelectMultiple)


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget with the class of its kind; aria attributes come from Django itself."""
    widget = field.field.widget
    if is_choices(field):
        return field.as_widget()
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    elif isinstance(widget, FileInput):
        kind = "form-control z-drop-input"
    else:
        kind = "form-control"
    classes = f"{kind} {widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs={"class": classes})


@dataclass(frozen=True)
class Sort:
    """A sortable column head: where its link goes and how the table stands now."""

    query: str
    aria: str
    icon: str


@register.simple_tag
def sort_of(request: HttpRequest, key: str) -> Sort:
    current = request.GET.get(SORT_PARAMETER, "")
    following = f"-{key}" if current == key else key
    query = request.GET.copy()
    query.pop("page", None)
    query[SORT_PARAMETER] = following
    aria, icon = {key: ("ascending", "arrow-up"), f"-{key}": ("descending", "arrow-down")}.get(
        current, ("none", "arrows-sort")
    )
    return Sort(query=f"?{query.urlencode()}", aria=aria, icon=icon)


@register.simple_tag
def query_with(request: HttpRequest, name: str, value: object) -> str:
    """The address of this page with one parameter changed; None drops it."""
    query = request.GET.copy()
    query.pop(name, None)
    if value is not None:
        query[name] = str(value)
    return f"?{query.urlencode()}"


@dataclass(frozen=True)
class Bar:
    """Shares of the width, as SVG percentages."""

    low: str
    high: str
    dot: str
    zero: str


@register.simple_tag
def bar_of(value: float, low: float, high: float, least: float = 0, most: float = 100) -> Bar:
    """Where the dot and the bar of an estimate stand between the least and the most possible."""

    def place(number: float) -> str:
        share = (float(number) - float(least)) / ((float(most) - float(least)) or 1)
        return f"{100 * min(max(share, 0), 1):.2f}%"

    has_zero = float(least) < 0 < float(most)
    return Bar(low=place(low), high=place(high), dot=place(value), zero=place(0) if has_zero else "")


@register.filter
def as_toast(message: Message) -> Toast:
    return Toast.from_message(message)


@register.filter
def times(count: int | str) -> range:
    return range(int(count or 0))
