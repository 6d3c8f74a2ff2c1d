"""`{% icon "phone" %}`: the drawing from the sprite. A tag, not a component: a page has a hundred of them."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`label` when it speaks alone; without one it is only seen. No name: the ring that stands for anything."""
    return _drawn(str(name or "circle"), css, str(label))


@lru_cache(maxsize=2_000)
def _drawn(name: str, css: str, label: str) -> SafeString:
    seen = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="z-icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css, seen, static("vendor/tabler-icons/icons.svg"), name,
    )  # fmt: skip
