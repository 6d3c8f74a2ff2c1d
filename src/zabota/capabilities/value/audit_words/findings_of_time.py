"""Findings of chapters three to five and of the overview: cohorts as they age, and the whole base."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.value.audit_words.labels import label_word
from zabota.capabilities.value.audit_words.said import Said
from zabota.capabilities.value.audit_words.voice import Numbers, Voice
from zabota.foundation.design import formats


def _one_day_only(voice: Voice, n: Numbers) -> Said:
    words = {
        "count": formats.number(n["customers"]),
        "of": formats.number(n["of"]),
        "share": voice.share(n["share"]),
        "between": voice.between(n["share_low"], n["share_high"]),
    }
    return Said(
        _("%(count)s of the %(of)s customers won (%(share)s) have bought on a single day so far.") % words,
        _("Among like customers the share would lie %(between)s; some of them are still on their way.") % words,
        _("Whatever brings one in ten of them back is worth more than any discount for those who come anyway."),
    )


def _half_back(_voice: Voice, n: Numbers) -> Said:
    days = round(n["days"])
    words = {"count": formats.number(days), "repeaters": formats.number(n["repeaters"])}
    return Said(
        ngettext(
            "Half of those who came back did so within %(count)s day.",
            "Half of those who came back did so within %(count)s days.",
            days,
        )
        % words,
        _("Counted over %(repeaters)s customers with a second purchase.") % words,
        _("Write to a new customer before this day comes, and take a longer silence for a sign."),
    )


def _second_within(voice: Voice, n: Numbers) -> Said:
    days = int(n["days"])
    words = {
        "count": formats.number(days),
        "share": voice.share(n["share"]),
        "between": voice.between(n["share_low"], n["share_high"]),
    }
    return Said(
        ngettext(
            "%(share)s make a second purchase within %(count)s day of the first.",
            "%(share)s make a second purchase within %(count)s days of the first.",
            days,
        )
        % words,
        _("Estimated from everybody, also those not observed so long (Kaplan–Meier): %(between)s.") % words,
    )


def _decline_words(voice: Voice, n: Numbers) -> dict[str, str]:
    return {
        "from": formats.number(n["from_age"]),
        "to": formats.number(n["to_age"]),
        "span": voice.periods(int(n["to_age"])),
        "activity": voice.times(n["times_activity"]) if n["times_activity"] >= 1 else _less(n["times_activity"]),
        "spend": voice.times(n["times_spend"]) if n["times_spend"] >= 1 else _less(n["times_spend"]),
        "gain_of": voice.gain_of,
    }


def _less(times: float) -> str:
    return formats.number(times, 2)


def _through_activity(voice: Voice, n: Numbers) -> Said:
    words = _decline_words(voice, n)
    return Said(
        _(
            "What the cohort brings changed because another share of it is active, not because the "
            "active spend otherwise."
        )
        % words,
        _(
            "From age %(from)s to age %(to)s the active share is ×%(activity)s, the %(gain_of)s of an active customer "
            "×%(spend)s."
        )
        % words,
        _("Work on the next visit: whoever comes still spends."),
    )


def _through_spend(voice: Voice, n: Numbers) -> Said:
    words = _decline_words(voice, n)
    return Said(
        _("What the cohort brings changed because the active spend otherwise, more than because fewer or more come.")
        % words,
        _(
            "From age %(from)s to age %(to)s the %(gain_of)s of an active customer is ×%(spend)s, the active share "
            "×%(activity)s."
        )
        % words,
        _("Work on what is offered to those who come."),
    )


def _first_cohort(voice: Voice, n: Numbers) -> Said:
    return Said(
        _("%(cohort)s is the first cohort, because the data begin there.") % {"cohort": voice.period(n["cohort"])},
        _(
            "It also holds people who had bought before, so it looks better than it is. It takes no "
            "part in comparisons."
        ),
        is_caution=True,
    )


def _newest_words(voice: Voice, n: Numbers) -> dict[str, str]:
    return {
        "cohort": voice.period(n["cohort"]),
        "share": voice.share(n["share"]),
        "earlier": voice.share(n["share_earlier"]),
        "low": formats.number(n["low"] * 100, 1),
        "high": formats.number(n["high"] * 100, 1),
    }


def _difference(words: dict[str, str]) -> str:
    return _("The difference lies between %(low)s and %(high)s percentage points (95%% interval).") % words


def _newest_better(voice: Voice, n: Numbers) -> Said:
    words = _newest_words(voice, n)
    return Said(
        _(
            "The newest customers are better than the earlier ones: %(share)s come back in the next "
            "period, not %(earlier)s."
        )
        % words,
        _("Cohort: %(cohort)s.") % words + " " + _difference(words),
        _("Find out where they came from and what was done otherwise, and do more of it."),
    )


def _newest_worse(voice: Voice, n: Numbers) -> Said:
    words = _newest_words(voice, n)
    return Said(
        _(
            "The newest customers are worse than the earlier ones: %(share)s come back in the next "
            "period, not %(earlier)s."
        )
        % words,
        _("Cohort: %(cohort)s.") % words + " " + _difference(words),
        _("Look at how they were won: a new advertisement or a deep discount often brings people who buy once."),
    )


def _stable(voice: Voice, n: Numbers) -> Said:
    words = _newest_words(voice, n)
    return Said(
        _(
            "The newest customers are no better and no worse than the earlier ones: %(share)s come "
            "back, before %(earlier)s."
        )
        % words,
        _("Cohort: %(cohort)s.") % words + " " + _difference(words) + " " + _("It includes 0, so it may be chance."),
        _("Stability is a good sign: what is known about earlier cohorts may be expected of the new one."),
    )


def _range(voice: Voice, n: Numbers) -> Said:
    words = {
        "best": voice.period(n["best"]),
        "best_share": voice.share(n["best_share"]),
        "worst": voice.period(n["worst"]),
        "worst_share": voice.share(n["worst_share"]),
        "count": formats.number(n["cohorts"]),
    }
    return Said(
        _("Best cohort: %(best)s, %(best_share)s came back in the next period; worst: %(worst)s, %(worst_share)s.")
        % words,
        _("The widest gap among %(count)s cohorts; with many cohorts some gap is always there by chance.") % words,
        _("Compare cohorts of the same season before drawing conclusions."),
    )


def _too_few_cohorts(_voice: Voice, n: Numbers) -> Said:
    return Said(
        _("Cohorts cannot be compared yet: %(present)s with a whole next period behind it, %(needed)s are needed.")
        % {"present": formats.number(n["cohorts"]), "needed": formats.number(n["needed"])},
        _("The first cohort is left out, because it also holds earlier customers."),
        _("Choose a shorter cohort, a month for example, or come back later."),
        is_caution=True,
    )


def _new_and_known(voice: Voice, n: Numbers) -> Said:
    words = {
        "period": voice.period(n["period"]),
        "new": formats.number(n["new"]),
        "known": formats.number(n["known"]),
        "share": voice.share(n["share_of_new"]),
        "revenue": voice.share(n["share_of_revenue_of_new"]),
    }
    return Said(
        _("%(period)s: new buyers %(new)s, known ones %(known)s. The new ones brought %(revenue)s of the revenue.")
        % words,
        _("New buyers are %(share)s of all who bought.") % words,
        _("If the business lives on new buyers, every quiet month of advertising will show in the till."),
    )


def _older_than_a_year(voice: Voice, n: Numbers) -> Said:
    return Said(
        _("%(share)s of the last period's revenue came from customers won a year or more before.")
        % {"share": voice.share(n["share"])},
        _("This is the part that earlier work goes on earning."),
    )


def _growth_source(voice: Voice, n: Numbers) -> Said:
    words = {
        "period": voice.period(n["period"]),
        "before": voice.period(n["compared_with"]),
        "source": label_word(str(n["source"])),
        "amount": voice.money_change(n["source_minor"]),
        "change": voice.money_change(n["change_minor"]),
        "gain": voice.gain,
    }
    return Said(
        _("%(period)s against %(before)s: %(gain)s %(change)s, moved most by “%(source)s” (%(amount)s).") % words,
        _("Growth has four sources: customers won, come back, lost, and those who stayed and buy more or less."),
    )


def _stand_still(voice: Voice, n: Numbers) -> Said:
    words = {
        "period": voice.period(n["period"]),
        "target": voice.money(n["target_minor"]),
        "known": voice.money(n["expected_from_known_minor"]),
        "count": formats.number(round(n["customers_needed"])),
        "each": voice.money(n["profit_per_new_minor"]),
        "gain_of": voice.gain_of,
    }
    if n["customers_needed"] < 1:
        statement = _(
            "%(period)s: known customers alone should reach the target of %(target)s of %(gain_of)s; "
            "they may bring %(known)s."
        )
    else:
        statement = ngettext(
            "%(period)s: only to stand still, about %(count)s new customer has to be won.",
            "%(period)s: only to stand still, about %(count)s new customers have to be won.",
            round(n["customers_needed"]),
        )
    meaning = _(
        "Target: %(target)s of %(gain_of)s. Known customers should bring %(known)s; a new one brings %(each)s in the "
        "first period."
    )
    return Said(statement % words, meaning % words + _stand_still_range(n), _stand_still_advice())


def _stand_still_range(n: Numbers) -> str:
    if n["customers_needed_low"] is None or n["customers_needed_high"] is None:
        return " " + _("There is a single past example to go by, so no range can be given.")
    words = {
        "low": formats.number(round(n["customers_needed_low"])),
        "high": formats.number(round(n["customers_needed_high"])),
    }
    return " " + _("By the best and the worst past period: from %(low)s to %(high)s new customers.") % words


def _stand_still_advice() -> str:
    return _("A sum on the back of an envelope, not a forecast: hold it against what winning a customer costs you.")


def _stand_still_unknown(_voice: Voice, n: Numbers) -> Said:
    return Said(
        _("How many customers must be won only to stand still cannot be said yet."),
        _("The history has %(present)s whole periods; %(needed)s are needed.")
        % {"present": formats.number(n["complete_periods"]), "needed": formats.number(n["needed"])},
        is_caution=True,
    )


def _changed_most(voice: Voice, n: Numbers) -> Said:
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
        "value": say(n["value"]),
        "change": voice.money_change(n["contribution_minor"]),
        "whole": voice.money_change(n["profit_change_minor"]),
        "gain": voice.gain,
    }
    verdicts = {
        "up": _("The rise is more than chance."),
        "down": _("The fall is more than chance."),
        "noise": _("A change of this size may well be chance."),
        "not_enough_data": _("There are too few customers to tell it from chance."),
    }
    return Said(
        _("Changed most: %(factor)s, from %(before)s to %(value)s, worth %(change)s.") % words,
        verdicts.get(str(n["verdict"]), "") + " " + _("Over all, %(gain)s changed by %(whole)s.") % words,
    )


SENTENCES: dict[str, Callable[[Voice, Numbers], Said]] = {
    "bought_on_one_day_only": _one_day_only,
    "half_of_repeaters_back_within": _half_back,
    "second_purchase_within": _second_within,
    "change_through_activity": _through_activity,
    "change_through_spend": _through_spend,
    "first_cohort_holds_older_customers": _first_cohort,
    "newest_cohort_better": _newest_better,
    "newest_cohort_worse": _newest_worse,
    "cohorts_stable": _stable,
    "range_of_cohorts": _range,
    "too_few_cohorts_to_compare": _too_few_cohorts,
    "new_and_known": _new_and_known,
    "revenue_from_older_than_a_year": _older_than_a_year,
    "growth_source": _growth_source,
    "stand_still": _stand_still,
    "stand_still_unknown": _stand_still_unknown,
    "changed_most": _changed_most,
}
