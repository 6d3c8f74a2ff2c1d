"""Sentences on what a customer bought, for whoever is about to speak to him."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.sales.models import Order
from zabota.foundation.design import formats

GOODS_NAMED = 3


def last_sale_words(sale: Order | None, *, today: date) -> str:
    """ "Last bought on 3 May for 4 500 ₽: tea, a cup." """
    if sale is None:
        return ""
    words = {
        "day": formats.day_word(sale.ordered_on, today=today),
        "sum": formats.money_round(sale.amount_minor, sale.currency),
        "goods": goods_of(sale),
    }
    if not words["goods"]:
        return _("Last purchase: %(day)s, %(sum)s.") % words
    return _("Last purchase: %(day)s, %(sum)s: %(goods)s.") % words


def returns_words(returned: Sequence[Order], *, today: date) -> str:
    """How often something came back within the year, and what was the last."""
    if not returned:
        return ""
    count = len(returned)
    words = {
        "n": formats.number(count),
        "day": formats.day_word(returned[0].ordered_on, today=today),
        "goods": goods_of(returned[0]),
    }
    if not words["goods"]:
        return (
            ngettext("%(n)s return within a year: %(day)s.", "%(n)s returns within a year, the last: %(day)s.", count)
            % words
        )
    return (
        ngettext(
            "%(n)s return within a year: %(day)s, %(goods)s.",
            "%(n)s returns within a year, the last: %(day)s, %(goods)s.",
            count,
        )
        % words
    )


def favourites_words(names: Sequence[str]) -> str:
    return _("Comes back for: %(goods)s.") % {"goods": ", ".join(names)} if names else ""


def goods_of(order: Order) -> str:
    names = list(dict.fromkeys(str(line.product) for line in order.lines.all()))
    return ", ".join(names[:GOODS_NAMED]) + (" …" if len(names) > GOODS_NAMED else "")
