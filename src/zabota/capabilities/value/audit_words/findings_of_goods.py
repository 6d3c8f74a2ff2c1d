"""Findings of the chapter on products."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.value.audit_words.said import Said
from zabota.capabilities.value.audit_words.voice import Numbers, Voice
from zabota.foundation.design import formats


def _between(n: Numbers) -> dict[str, str]:
    return {"low": formats.number(n["low"], 2), "high": formats.number(n["high"], 2)}


def _leading(voice: Voice, n: Numbers) -> Said:
    words = {
        "name": n["name"],
        "share": voice.share(n["share_of_profit"]),
        "gain_of": voice.gain_of,
        "bought": voice.share(n["penetration"]),
        "between": voice.between(n["penetration_low"], n["penetration_high"]),
    }
    return Said(
        _("“%(name)s” brings %(share)s of the %(gain_of)s; %(bought)s of the customers have bought it.") % words,
        _("Among like customers the share of buyers would lie %(between)s.") % words,
        _(
            "The table takes the money apart: how many customers buy it, how often, for how much, at what margin. "
            "Find the factor that is low, and raise that one."
        ),
    )


def _half(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["names"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
    }
    return Said(
        ngettext(
            "%(count)s name of %(of)s brings half of the revenue.",
            "%(count)s names of %(of)s bring half of the revenue.",
            n["names"],
        )
        % words,
        _("That is %(share)s of the assortment.") % words,
        _(
            "These must never be out of stock. Before you cut the others, see whether they bring in people who buy "
            "these too."
        ),
    )


def _breadth(voice: Voice, n: Numbers) -> Said:
    words = {
        "top": formats.number(n["kinds_top"], 1),
        "bottom": formats.number(n["kinds_bottom"], 1),
        "times": voice.times(n["times"]),
        "orders": voice.times(n["times_orders"]),
    }
    if n["kinds"] == "products":
        fact = _("A customer of the best tenth has bought %(top)s different products, of the weakest %(bottom)s.")
    else:
        fact = _("A customer of the best tenth has bought in %(top)s categories, of the weakest in %(bottom)s.")
    return Said(
        fact % words,
        _("Times as many: %(times)s; orders, times as many: %(orders)s.") % words,
        _(
            "Offer a good customer something they have not tried here yet. Breadth and value grow together; which of "
            "them comes first these numbers do not say."
        ),
    )


def _one_only(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
        "between": voice.between(n["share_low"], n["share_high"]),
    }
    if n["level"] == "product":
        fact = _("Of %(of)s customers with two orders or more, %(count)s (%(share)s) buy one product only.")
    else:
        fact = _("Of %(of)s customers with two orders or more, %(count)s (%(share)s) buy in one category only.")
    return Said(
        fact % words,
        _("Among like customers the share would lie %(between)s.") % words,
        _("They know one shelf of yours. Show them the one that is bought together with it most often."),
    )


def _together(_voice: Voice, n: Numbers) -> Said:
    words = {
        "first": n["first"],
        "second": n["second"],
        "lift": formats.number(n["lift"], 1),
        "count": formats.number(n["customers"]),
        "pairs": formats.number(n["pairs"]),
        **_between(n),
    }
    return Said(
        _("The same customers buy “%(first)s” and “%(second)s” %(lift)s times as often as by chance.") % words,
        _(
            "Customers who bought both: %(count)s. With an allowance for all pairs looked at (%(pairs)s), the true "
            "number lies between %(low)s and %(high)s. Who buys much buys a bit of everything, so look at the other "
            "pairs too."
        )
        % words,
        _("Place them side by side, and offer the second to those who have only the first."),
    )


def _beginning_meaning(n: Numbers) -> str:
    words = {"count": formats.number(n["customers"]), **_between(n)}
    return (
        _(
            "Began so: %(count)s. The true number lies between %(low)s and %(high)s; each customer is compared with "
            "those won in the same period."
        )
        % words
    )


def _better(_voice: Voice, n: Numbers) -> Said:
    words = {"name": n["name"], "index": formats.number(n["index"], 1)}
    return Said(
        _("Customers who begin with “%(name)s” have brought %(index)s times the average of their cohorts.") % words,
        _beginning_meaning(n),
        _(
            "Lead newcomers there. That these goods make good customers is not proven: try it on a part of the "
            "newcomers first, and compare."
        ),
    )


def _worse(voice: Voice, n: Numbers) -> Said:
    words = {"name": n["name"], "index": voice.share(n["index"])}
    return Said(
        _("Customers who begin with “%(name)s” have brought only %(index)s of the average of their cohorts.") % words,
        _beginning_meaning(n),
        _("After such a first order give a reason to come for something else, and pay less for winning them."),
    )


def _alike(_voice: Voice, n: Numbers) -> Said:
    return Said(
        _("What customers begin with makes no certain difference to what they bring."),
        _("Beginnings compared: %(names)s; the differences may be chance.") % {"names": formats.number(n["names"])},
    )


def _grew(voice: Voice, n: Numbers) -> Said:
    words = {
        "name": n["name"],
        "cohort": voice.period(n["cohort"]),
        "share": voice.share(n["share"]),
        "later": voice.share(n["share_later"]),
        "periods": voice.periods(int(n["age"])),
    }
    return Said(
        _("“%(name)s”, cohort %(cohort)s: bought at first by %(share)s of the customers, by %(later)s %(periods)s on.")
        % words,
        _("Everybody of the cohort who has bought it at least once by then is counted."),
        _("What grows after the first period is what people come back for: do newcomers know of it?"),
    )


def _unnamed(voice: Voice, n: Numbers) -> Said:
    words = {"share": voice.share(n["share"]), "money": voice.money(n["revenue_minor"])}
    return Said(
        _("No product is named for %(share)s of the revenue (%(money)s).") % words,
        _("Delivery, discounts on whole orders, orders that came without lines."),
        is_caution=True,
    )


SENTENCES: dict[str, Callable[[Voice, Numbers], Said]] = {
    "leading_category": _leading,
    "half_of_revenue_from": _half,
    "breadth_and_value": _breadth,
    "one_category_only": _one_only,
    "bought_together": _together,
    "better_beginning": _better,
    "worse_beginning": _worse,
    "beginnings_alike": _alike,
    "penetration_grew": _grew,
    "unnamed_goods": _unnamed,
}
