"""What was checked, in words: hundreds of equalities, told by kind."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from zabota.capabilities.value.analysis import Identity

_KINDS: tuple[tuple[str, str | Promise], ...] = (
    (
        r".*product_of_its_factors",
        gettext_lazy("customers × orders a customer × average order × margin rate = the money"),
    ),
    (r"deciles_.*", gettext_lazy("the tenths add up to the total")),
    (
        r"composition_sums_to_.*",
        gettext_lazy("customers, returns and sales without a customer add up to everything sold"),
    ),
    (r"orders_histogram_.*", gettext_lazy("every customer is counted once in the distribution of orders")),
    (
        r"lost_and_kept_.*|kept_returned_and_new_.*|flow_.*",
        gettext_lazy("who came, stayed and went adds up to the customers of both periods"),
    ),
    (r"bridge_.*", gettext_lazy("the bridge leads from the earlier total exactly to the later")),
    (r"(decomposition|same_customers)_.*", gettext_lazy("the parts of the change add up to the change")),
    (r"ages_sum_to_.*", gettext_lazy("the ages of the cohort add up to what it brought")),
    (r"patterns_.*", gettext_lazy("every customer of the cohort has one pattern")),
    (r"cohorts_count_.*|.*_by_(age|period)_sums_to_all", gettext_lazy("the cohorts add up to the whole base")),
    (r"c3_.*", gettext_lazy("in each period the cohorts add up to the total of the period")),
    (r"new_and_known_.*|every_customer_is_new_once", gettext_lazy("every customer is new exactly once")),
    (
        r"category_\d+_is_the_product_of_five_factors",
        gettext_lazy("customers × share who buy × their orders × its sum in an order × margin rate = the money"),
    ),
    (
        r"(categories|everything_sold)_sum_to_.*|everything_sold_sums_to_.*",
        gettext_lazy("what was bought adds up to the total"),
    ),
    (r"breadth_.*", gettext_lazy("the tenths of customers by breadth add up to the total")),
    (
        r"sole_and_several_are_all|pairs_count_every_two",
        gettext_lazy("every customer buys one thing or several, and every pair is counted once"),
    ),
    (r"entry_.*", gettext_lazy("every customer begins with one thing, and what they brought adds up")),
    (r"growth.*", gettext_lazy("the sources of growth add up to the growth of each period")),
)


@dataclass(frozen=True)
class Checked:
    """One kind of equality: how many were checked, how many hold to the last minor unit."""

    words: str
    count: int
    holding: int

    @property
    def holds(self) -> bool:
        return self.count == self.holding


def say_identities(identities: Iterable[Identity]) -> list[Checked]:
    """Kinds in the order above. Every identity belongs to one; KeyError names one that has no words."""
    counted: Counter[int] = Counter()
    holding: Counter[int] = Counter()
    for identity in identities:
        kind = _kind_of(identity.name)
        counted[kind] += 1
        holding[kind] += identity.holds
    return [Checked(str(_KINDS[kind][1]), counted[kind], holding[kind]) for kind in sorted(counted)]


def _kind_of(name: str) -> int:
    for place, (pattern, _words) in enumerate(_KINDS):
        if re.fullmatch(pattern, name):
            return place
    raise KeyError(name)
