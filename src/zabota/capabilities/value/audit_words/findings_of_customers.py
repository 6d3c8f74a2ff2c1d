"""Findings of the first two chapters: one period, and two of them."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.value.audit_words.labels import label_word
from zabota.capabilities.value.audit_words.said import Said
from zabota.capabilities.value.audit_words.voice import Numbers, Voice
from zabota.foundation.design import formats

WEAK_CORRELATION = 0.2


def _one_order(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "share": voice.share(n["share"]),
        "between": voice.between(n["share_low"], n["share_high"]),
    }
    return Said(
        ngettext(
            "%(count)s customer of the period (%(share)s) ordered only once in it.",
            "%(count)s customers of the period (%(share)s) ordered only once in it.",
            n["customers"],
        )
        % words,
        _("Among like customers the share would lie %(between)s.") % words,
        _(
            "The second order is the hardest one. Ask for it while the first is still fresh: the third chapter shows "
            "after how many days those who come back do so."
        ),
    )


def _typical(voice: Voice, n: Numbers) -> Said:
    words = {
        "mean": voice.money(n["mean_minor"]),
        "median": voice.money(n["median_minor"]),
        "below": voice.share(n["share_below_mean"]),
    }
    return Said(
        _("Half of the customers spent %(median)s or less, though the average is %(mean)s.") % words,
        _(
            "%(below)s of the customers spend less than the average: a few large ones pull it up. There is no average "
            "customer to serve."
        )
        % words,
        _("Plan by groups of customers, never by the average. Judge an ordinary customer by the median."),
    )


def _concentration(voice: Voice, n: Numbers) -> Said:
    words = {
        "top": voice.share(n["top_share_of_customers"]),
        "share": voice.share(n["share_of_profit"]),
        "two": voice.share(n["share_of_profit_top_two"]),
        "gini": formats.number(n["gini"], 2),
        "gain_of": voice.gain_of,
    }
    return Said(
        _("The best %(top)s of the customers bring %(share)s of the %(gain_of)s.") % words,
        _("The best fifth bring %(two)s. The Gini coefficient is %(gini)s, where 0 is all alike and 1 is one has all.")
        % words,
        _(
            "Know these people by name: talk to each of them this quarter, ask what pleases them and what they would "
            "change. Losing one costs as much as losing many of the others."
        ),
    )


def _driver_words(voice: Voice, n: Numbers) -> dict[str, str]:
    return {
        "orders_top": formats.number(n["orders_top"], 1),
        "orders_bottom": formats.number(n["orders_bottom"], 1),
        "value_top": voice.money(n["order_value_top_minor"]),
        "value_bottom": voice.money(n["order_value_bottom_minor"]),
        "times_orders": voice.times(n["times_orders"]),
        "times_value": voice.times(n["times_order_value"]),
    }


def _driver_frequency(voice: Voice, n: Numbers) -> Said:
    words = _driver_words(voice, n)
    return Said(
        _("The best tenth are the best because they order more often, not because they order more at a time.") % words,
        _(
            "Orders a customer: %(orders_top)s against %(orders_bottom)s in the weakest tenth, %(times_orders)s times "
            "as many. Average order: %(value_top)s against %(value_bottom)s, %(times_value)s times as large."
        )
        % words,
        _("Give good customers a reason for the next visit rather than for a fuller basket."),
    )


def _driver_order_value(voice: Voice, n: Numbers) -> Said:
    words = _driver_words(voice, n)
    return Said(
        _("The best tenth are the best because their orders are larger, more than because they order often.") % words,
        _(
            "Average order: %(value_top)s against %(value_bottom)s in the weakest tenth, %(times_value)s times as "
            "large. Orders a customer: %(orders_top)s against %(orders_bottom)s, %(times_orders)s times as many."
        )
        % words,
        _("Look at what the large baskets hold: this is what to show to others who could buy it."),
    )


def _driver_unclear(voice: Voice, n: Numbers) -> Said:
    words = _driver_words(voice, n)
    return Said(
        _("What makes the best tenth the best cannot be said: the weakest tenth brought no revenue to compare with."),
        _("The best tenth made %(orders_top)s orders each, %(value_top)s an order.") % words,
        is_caution=True,
    )


def _loss_makers(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "share": voice.share(n["share"]),
        "loss": voice.money(abs(n["profit_minor"])),
    }
    return Said(
        ngettext(
            "The period lost money on %(count)s customer (%(share)s): %(loss)s.",
            "The period lost money on %(count)s customers (%(share)s): %(loss)s together.",
            n["customers"],
        )
        % words,
        _("Their returns and discounts came to more than the margin of what they kept."),
        _("Read their orders before anything else: as a rule it is one product, one discount or one way of delivery."),
    )


def _correlation(_voice: Voice, n: Numbers) -> Said:
    r, low, high = n["correlation"], n["low"], n["high"]
    words = {
        "r": formats.number(r, 2),
        "low": formats.number(low, 2),
        "high": formats.number(high, 2),
        "count": formats.number(n["customers"]),
    }
    if low <= 0 <= high or abs(r) < WEAK_CORRELATION:
        statement = _("How often customers order says next to nothing about how much they order at a time.")
    elif r > 0:
        statement = _("Those who order more often also order more at a time.")
    else:
        statement = _("Those who order more often order less at a time.")
    return Said(
        statement,
        _("Correlation %(r)s, 95%% interval %(low)s to %(high)s, over %(count)s customers.") % words,
    )


def _anonymous(voice: Voice, n: Numbers) -> Said:
    words = {"share": voice.share(n["share"]), "revenue": voice.money(n["revenue_minor"])}
    return Said(
        _("%(share)s of the revenue (%(revenue)s) has no customer behind it.") % words,
        _("These sales are in the totals; nothing can be said about the people who made them."),
        _("Ask for a phone number or a card at the till: what has no name can be neither thanked nor called back."),
        is_caution=True,
    )


def _incomplete(voice: Voice, n: Numbers) -> Said:
    return Said(
        _("%(period)s is not whole in these data: read its totals as a beginning, not as a result.")
        % {"period": voice.period(n["period"])},
        _("A part of a period is always smaller than a whole one; comparing the two would invent a fall."),
        is_caution=True,
    )


def _bought_again(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
        "between": voice.between(n["share_low"], n["share_high"]),
    }
    return Said(
        _("Of the %(of)s customers of the earlier period %(count)s (%(share)s) bought in the later one.") % words,
        _(
            "Among like customers the share would lie %(between)s. Those who did not come are not lost for "
            "certain: without a contract nobody says goodbye."
        )
        % words,
        _("Watch this share from period to period: it is the nearest thing to retention a shop has."),
    )


def _bought_in_both(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
        "change": voice.money_change(n["profit_change_minor"]),
        "gain": voice.gain,
    }
    return Said(
        _("%(count)s of %(of)s customers (%(share)s) bought in both periods; their %(gain)s changed by %(change)s.")
        % words,
        _("This is the part of the change that owes nothing to customers won or lost."),
    )


def _biggest_step(voice: Voice, n: Numbers) -> Said:
    words = {
        "step": label_word(str(n["step"])),
        "change": voice.money_change(n["profit_minor"]),
        "whole": voice.money_change(n["profit_change_minor"]),
        "gain": voice.gain,
    }
    return Said(
        _("The largest step of the bridge is “%(step)s”: %(change)s.") % words,
        _("Over all, %(gain)s changed by %(whole)s between the two periods.") % words,
    )


def _biggest_factor(voice: Voice, n: Numbers) -> Said:
    factor = str(n["factor"])
    say: Callable[[float | None], str] = {
        "customers": formats.number,
        "orders_per_customer": lambda value: formats.number(value, 2),
        "revenue_per_order": voice.money,
        "margin_rate": lambda value: formats.percent(value, 1),
    }[factor]
    words = {
        "factor": label_word(factor),
        "before": say(n["before"]),
        "after": say(n["after"]),
        "change": voice.money_change(n["contribution_minor"]),
        "gain_of": voice.gain_of,
    }
    return Said(
        _("What moved most: %(factor)s, from %(before)s to %(after)s; it accounts for %(change)s of the %(gain_of)s.")
        % words,
        _("The change is split fairly over its factors, in whatever order they are taken; the parts add up exactly."),
    )


def _within_one_decile(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
    }
    return Said(
        _("Of the %(of)s who bought in both periods, %(count)s (%(share)s) stayed in their tenth or moved by one.")
        % words,
        _("The others moved further: a good customer is a state, not a kind of person."),
        _("Look at who fell by several tenths: these are calls to make."),
    )


SENTENCES: dict[str, Callable[[Voice, Numbers], Said]] = {
    "one_order_customers": _one_order,
    "typical_customer": _typical,
    "concentration": _concentration,
    "driver_frequency": _driver_frequency,
    "driver_order_value": _driver_order_value,
    "driver_unclear": _driver_unclear,
    "loss_makers": _loss_makers,
    "orders_and_order_value": _correlation,
    "anonymous_share": _anonymous,
    "incomplete_period": _incomplete,
    "bought_again_next_period": _bought_again,
    "bought_in_both": _bought_in_both,
    "biggest_step": _biggest_step,
    "biggest_factor": _biggest_factor,
    "stayed_within_one_decile": _within_one_decile,
}
