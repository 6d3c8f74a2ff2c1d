"""Titles of chapters, tables and columns."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zabota.capabilities.value.analysis import Lens
from zabota.capabilities.value.audit_words.columns import COLUMNS, GRID_MEASURES
from zabota.capabilities.value.audit_words.labels import label_word
from zabota.capabilities.value.audit_words.periods import period_short
from zabota.capabilities.value.audit_words.voice import Voice

Words = str | Promise


@dataclass(frozen=True)
class ChapterWords:
    """`tab` is short; `definition` says how the numbers of the chapter are made."""

    title: Words
    tab: Words
    question: Words
    definition: Words


_CHAPTERS: dict[Lens, ChapterWords] = {
    Lens.ONE_PERIOD: ChapterWords(
        gettext_lazy("One period"),
        gettext_lazy("One period"),
        gettext_lazy("How different are our customers, and what makes the best ones best?"),
        gettext_lazy(
            "A customer belongs to the period with at least one purchase in it. Revenue is net of "
            "returns on the day of "
            "the return. Tenths are of equal numbers of customers, the best first."
        ),
    ),
    Lens.TWO_PERIODS: ChapterWords(
        gettext_lazy("Two periods"),
        gettext_lazy("Two periods"),
        gettext_lazy("What changed since the earlier period, and through whom?"),
        gettext_lazy(
            "Stayed: bought in both. Did not come: only in the earlier. New: first purchase ever in the "
            "later one; came "
            "back: known from before. Tenths of both periods use the borders of the earlier one."
        ),
    ),
    Lens.ONE_COHORT: ChapterWords(
        gettext_lazy("One cohort as it ages"),
        gettext_lazy("One cohort"),
        gettext_lazy("How do the customers won in one period behave from then on?"),
        gettext_lazy(
            "A cohort is everybody whose first purchase fell into one period; age 0 is that period. A "
            "share of an age is "
            "given only where that age is over for the whole cohort. Times to the next purchase count those who are "
            "still silent as not known yet (Kaplan–Meier)."
        ),
    ),
    Lens.COHORTS: ChapterWords(
        gettext_lazy("Cohorts side by side"),
        gettext_lazy("Cohorts"),
        gettext_lazy("Are the customers we win now better or worse than those we won before?"),
        gettext_lazy(
            "Cohorts are compared at equal age and in equal seasons. The first cohort takes no part, because it holds "
            "people who had bought before the data begin. Differences carry Newcombe's 95 per cent interval."
        ),
    ),
    Lens.WHOLE_BASE: ChapterWords(
        gettext_lazy("The whole base"),
        gettext_lazy("Whole base"),
        gettext_lazy("How healthy is the base: how much of tomorrow's money comes from customers we already have?"),
        gettext_lazy(
            "Each purchase is counted in its period under the cohort of its customer; sales without a customer stand "
            "apart. The columns add up to the totals of the first chapter."
        ),
    ),
    Lens.PRODUCTS: ChapterWords(
        gettext_lazy("Products"),
        gettext_lazy("Products"),
        gettext_lazy("What do customers buy, what goes together, and what do the good ones begin with?"),
        gettext_lazy(
            "Over the whole observation: money = customers × share who buy it × their orders with it × its sum in an "
            "order × margin. An order counts for everything in it, so orders do not add up; money does. Discounts on "
            "whole orders and orders without lines stand apart. A beginning is compared with customers won in the "
            "same period, from 30 customers on; a pair is shown where at least 10 customers bought both."
        ),
    ),
}


def chapter_words(lens: Lens) -> ChapterWords:
    return _CHAPTERS[lens]


MISSING: dict[str, Words] = {
    "one_period_only": gettext_lazy(
        "There is only one period here, and nothing to compare it with. Choose shorter periods, or come back when "
        "another one is over."
    ),
    "one_cohort_only": gettext_lazy(
        "All customers were won in one and the same period, so there are no cohorts to compare. Choose shorter cohorts."
    ),
    "no_products": gettext_lazy(
        "The orders name no products. Bring their lines, with the product or its article and, if you have one, the "
        "category, and this chapter will fill."
    ),
    "nobody_bought": gettext_lazy("Nobody with a name bought here. Choose another period."),
}

_TABLES: dict[str, Words] = {
    "totals": gettext_lazy("The period in one line"),
    "composition": gettext_lazy("Whom the totals belong to"),
    "deciles_by_customers": gettext_lazy("Tenths of the customers, the best first"),
    "deciles_by_profit": gettext_lazy("How many customers bring each tenth of the money"),
    "loss_makers": gettext_lazy("Customers the period lost money on"),
    "distributions": gettext_lazy("Average, middle and spread"),
    "orders_per_customer": gettext_lazy("How many customers made so many orders"),
    "flow": gettext_lazy("Who came, who stayed, who did not"),
    "bridge": gettext_lazy("The bridge from the earlier total to the later"),
    "decomposition": gettext_lazy("What the change is made of"),
    "same_customers": gettext_lazy("The same, for those who bought in both periods"),
    "decile_switching": gettext_lazy("From which tenth to which"),
    "up_down": gettext_lazy("What rose and what fell with those who stayed"),
    "by_age": gettext_lazy("The cohort by age"),
    "patterns": gettext_lazy("In which periods they bought"),
    "repeat_buying": gettext_lazy("Of those active in one period, how many in the next"),
    "second_purchase": gettext_lazy("How soon the second purchase comes"),
    "depth_of_repeat": gettext_lazy("From each purchase to the next"),
    "value_to_date": gettext_lazy("What the cohort has brought so far"),
    "sizes": gettext_lazy("Cohorts and what they have brought so far"),
    "same_season": gettext_lazy("Each cohort beside the one of the same season a year before"),
    "size_and_quality": gettext_lazy("More customers or better ones"),
    "c3_revenue_minor": gettext_lazy("Revenue by cohort and period"),
    "c3_profit_minor": gettext_lazy("Margin by cohort and period"),
    "c3_active": gettext_lazy("Active customers by cohort and period"),
    "acquisition": gettext_lazy("New and known customers"),
    "second_purchase_by_period": gettext_lazy("Share of the cohort with a second purchase so far"),
    "growth": gettext_lazy("Where growth came from, period by period"),
    "growth_year": gettext_lazy("Where growth came from, against a year before"),
    "stand_still": gettext_lazy("What it takes to stand still"),
    "categories": gettext_lazy("What each brings, and what that is made of"),
    "everything_sold": gettext_lazy("Everything sold, also without a customer"),
    "breadth_by_decile": gettext_lazy("How widely each tenth of the customers buys"),
    "bought_together": gettext_lazy("What the same customers buy"),
    "sole_buyers": gettext_lazy("Who buys one thing only"),
    "entry": gettext_lazy("What customers begin with, and what they have brought since"),
    "penetration_by_age": gettext_lazy("Share of the cohort that has bought it by each age"),
}
_GRID = re.compile(r"(.+)_by_(age|period)")


def table_title(name: str, voice: Voice) -> str:
    if name in _TABLES:
        return str(_TABLES[name])
    match = _GRID.fullmatch(name)
    if match is None:
        raise KeyError(name)
    measure = str(GRID_MEASURES[said_as(match[1], voice)])
    if match[2] == "age":
        return _("%(measure)s, by cohort and age") % {"measure": measure}
    return _("%(measure)s, by cohort and period") % {"measure": measure}


_AGE = re.compile(r"age_(\d+)")
_AFTER = re.compile(r"after_(\d+|none)")
_WITHIN = re.compile(r"within_(\d+)_days(_low|_high)?")
_PERIOD = re.compile(r"\d{4}(-(Q\d|W?\d{2}))?")


def column_title(name: str, voice: Voice) -> str:
    """The head of a column; without a margin what is called profit is revenue."""
    if match := _AGE.fullmatch(name):
        return match[1]
    if match := _AFTER.fullmatch(name):
        return "→ " + label_word(match[1])
    if match := _WITHIN.fullmatch(name):
        return _within(int(match[1]), match[2] or "")
    if _PERIOD.fullmatch(name):
        return period_short(name)
    return str(COLUMNS[said_as(name, voice)])


def _within(days: int, end: str) -> str:
    words = {"days": days}
    title = ngettext("within %(days)s day", "within %(days)s days", days) % words
    return title + {"": "", "_low": ", " + _("from"), "_high": ", " + _("to")}[end]


def said_as(name: str, voice: Voice) -> str:
    return name if voice.knows_margin else name.replace("profit", "revenue")
