"""How the numbers of one audit are spoken: its currency, and whether a margin is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zabota.capabilities.value.audit_words.periods import period_name
from zabota.foundation.design import formats

LARGE_MINOR = 100_000_000
Numbers = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """`basis` "revenue" means that no margin is known: every sentence then speaks of revenue."""

    currency: str
    basis: str
    grain: str = "quarter"

    def money(self, minor: float | None) -> str:
        if minor is not None and abs(minor) >= LARGE_MINOR:
            return formats.money_compact(minor, self.currency)
        return formats.money_round(minor, self.currency)

    def money_change(self, minor: float) -> str:
        """With its sign, also a plus."""
        return ("+" if minor > 0 else "") + self.money(minor)

    def share(self, rate: float | None) -> str:
        """Whole per cents where they say enough."""
        return formats.percent(rate, 0 if rate is not None and (abs(rate) >= 0.1 or rate == 0) else 1)

    def between(self, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return formats.NONE
        return _("between %(low)s and %(high)s") % {"low": self.share(low), "high": self.share(high)}

    def times(self, value: float | None) -> str:
        return formats.number(value, 1)

    def period(self, label: object) -> str:
        return period_name(str(label))

    @property
    def knows_margin(self) -> bool:
        return self.basis != "revenue"

    @property
    def gain(self) -> str:
        return pgettext("nominative", "margin") if self.knows_margin else pgettext("nominative", "revenue")

    @property
    def gain_of(self) -> str:
        return pgettext("genitive", "margin") if self.knows_margin else pgettext("genitive", "revenue")

    @property
    def gain_it(self) -> str:
        return pgettext("accusative", "margin") if self.knows_margin else pgettext("accusative", "revenue")

    @property
    def gain_title(self) -> str:
        return pgettext("capital", "Margin") if self.knows_margin else pgettext("capital", "Revenue")

    def periods(self, count: int) -> str:
        """ "3 quarters" in the grain of the audit."""
        return spans(self.grain, count)


def spans(grain: str, count: int) -> str:
    if grain == "month":
        return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}
    if grain == "quarter":
        return ngettext("%(count)s quarter", "%(count)s quarters", count) % {"count": count}
    if grain == "week":
        return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}
