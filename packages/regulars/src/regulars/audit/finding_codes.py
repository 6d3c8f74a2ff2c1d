"""Every code a `Finding` of the audit may carry, with the names of its numbers, for renderers to cover."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SHARE = ("customers", "of", "share", "share_low", "share_high")
_DRIVER = (
    "orders_top",
    "orders_bottom",
    "order_value_top_minor",
    "order_value_bottom_minor",
    "times_orders",
    "times_order_value",
)
_DECLINE = ("from_age", "to_age", "times_activity", "times_spend")
_NEWEST = ("cohort", "share", "share_earlier", "difference", "low", "high")
_BEGINNING = ("name", "customers", "index", "low", "high", "names")

FINDING_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # lens 1
        "one_order_customers": ("customers", "share", "share_low", "share_high"),
        "typical_customer": ("mean_minor", "median_minor", "share_below_mean"),
        "concentration": ("top_share_of_customers", "share_of_profit", "share_of_profit_top_two", "gini"),
        "driver_frequency": _DRIVER,
        "driver_order_value": _DRIVER,
        "driver_unclear": _DRIVER,
        "loss_makers": ("customers", "share", "profit_minor"),
        "orders_and_order_value": ("correlation", "low", "high", "customers"),
        "anonymous_share": ("share", "revenue_minor"),
        "incomplete_period": ("period",),
        # lens 2
        "bought_again_next_period": _SHARE,
        "bought_in_both": ("customers", "of", "share", "profit_change_minor"),
        "biggest_step": ("step", "profit_minor", "customers", "profit_change_minor"),
        "biggest_factor": ("factor", "before", "after", "times", "contribution_minor"),
        "stayed_within_one_decile": _SHARE,
        # lens 3
        "bought_on_one_day_only": _SHARE,
        "half_of_repeaters_back_within": ("days", "repeaters"),
        "second_purchase_within": ("days", "share", "share_low", "share_high"),
        "change_through_activity": _DECLINE,
        "change_through_spend": _DECLINE,
        "first_cohort_holds_older_customers": ("cohort",),
        # lens 4
        "newest_cohort_better": _NEWEST,
        "newest_cohort_worse": _NEWEST,
        "cohorts_stable": _NEWEST,
        "range_of_cohorts": ("best", "best_share", "worst", "worst_share", "cohorts"),
        "too_few_cohorts_to_compare": ("cohorts", "needed"),
        # lens 5
        "new_and_known": ("period", "new", "known", "share_of_new", "share_of_revenue_of_new"),
        "revenue_from_older_than_a_year": ("share",),
        "growth_source": ("period", "compared_with", "source", "source_minor", "change_minor"),
        "stand_still": (
            "period",
            "season_matched",
            "target_minor",
            "expected_from_known_minor",
            "expected_low_minor",
            "expected_high_minor",
            "profit_per_new_minor",
            "customers_needed",
            "customers_needed_low",
            "customers_needed_high",
            "transitions",
        ),
        "stand_still_unknown": ("complete_periods", "needed"),
        # the product view
        "leading_category": ("name", "share_of_profit", "penetration", "penetration_low", "penetration_high", "names"),
        "half_of_revenue_from": ("names", "of", "share"),
        "breadth_and_value": ("kinds", "kinds_top", "kinds_bottom", "times", "times_orders"),
        "one_category_only": (*_SHARE, "level"),
        "bought_together": ("first", "second", "customers", "lift", "low", "high", "pairs"),
        "better_beginning": _BEGINNING,
        "worse_beginning": _BEGINNING,
        "beginnings_alike": ("names",),
        "penetration_grew": ("cohort", "name", "share", "share_later", "age", "customers"),
        "unnamed_goods": ("share", "revenue_minor"),
        # overview
        "changed_most": (
            "factor",
            "before",
            "value",
            "change",
            "low",
            "high",
            "verdict",
            "contribution_minor",
            "profit_change_minor",
        ),
    }
)
