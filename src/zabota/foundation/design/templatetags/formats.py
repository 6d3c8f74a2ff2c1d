"""{% load formats %}: money, numbers, dates and intervals in templates."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zabota.foundation.design import formats
from zabota.foundation.design.formats import Number, Style

register = template.Library()


def _shown(text: str, reason: str = "") -> str | SafeString:
    if text != formats.NONE:
        return text
    return format_html('<abbr class="z-none" title="{}">—</abbr>', reason or _("not enough data"))


def _given(value: object) -> Number | None:
    """A missing template variable arrives as an empty string."""
    return None if value in (None, "") else value  # type: ignore[return-value]


@register.filter
def money(amount_minor: Number | None, currency: str) -> str | SafeString:
    return _shown(formats.money(_given(amount_minor), currency))


@register.filter
def money_round(amount_minor: Number | None, currency: str) -> str | SafeString:
    return _shown(formats.money_round(_given(amount_minor), currency))


@register.filter
def money_compact(amount_minor: Number | None, currency: str) -> str | SafeString:
    return _shown(formats.money_compact(_given(amount_minor), currency))


@register.filter
def number(value: Number | None, digits: int | None = None) -> str | SafeString:
    return _shown(formats.number(_given(value), digits))


@register.filter
def compact(value: Number | None) -> str | SafeString:
    return _shown(formats.compact(_given(value)))


@register.filter
def phone(number: str) -> str:
    return formats.phone(str(number))


@register.filter
def percent(rate: Number | None, digits: int = 1) -> str | SafeString:
    return _shown(formats.percent(_given(rate), digits))


@register.simple_tag
def interval(low: Number | None, high: Number | None, style: Style = "number", detail: str = "") -> str | SafeString:
    """{% interval low high "money" currency %} reads "from 14 to 44" in the language of the page."""
    return _shown(formats.interval(_given(low), _given(high), style, str(detail)))


@register.simple_tag
def n_of_m(part: int | None, whole: int | None) -> str | SafeString:
    return _shown(formats.n_of_m(part, whole))


@register.filter
def day(date: dt.date | None) -> str | SafeString:
    return _shown(formats.day(_local_date(date), today=timezone.localdate()), _("no date"))


@register.filter
def day_word(date: dt.date | None) -> str | SafeString:
    return _shown(formats.day_word(_local_date(date), today=timezone.localdate()), _("no date"))


@register.filter
def moment(at: dt.datetime | None) -> str | SafeString:
    local = timezone.localtime(at) if at else None
    return _shown(formats.moment(local, now=timezone.localtime()), _("no date"))


def _local_date(date: dt.date | None) -> dt.date | None:
    if isinstance(date, dt.datetime):
        return timezone.localtime(date).date()
    return date or None
