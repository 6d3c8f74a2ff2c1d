"""The charts of these pages, said as data."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zabota.capabilities.sales.queries import Movement
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.web import words
from zabota.foundation.design import formats
from zabota.foundation.design.charts import BarChart, Format, LineChart, Series

SLIPPING_SHOWN = 10
MOST_MARKS = 200


def months(run: ValueRun, *, shown: int = 24) -> BarChart | None:
    """Margin by month: from those who knew us, from new ones, without a name."""
    rows = [row for row in run.review.get("months", ()) if row["is_whole"]][-shown:]
    if not rows:
        return None
    known = sum(row["known_margin_minor"] for row in rows)
    everything = sum(row["known_margin_minor"] + row["new_margin_minor"] + row["other_margin_minor"] for row in rows)
    series = [
        Series(_("came back"), [row["known_margin_minor"] for row in rows]),
        Series(_("new"), [row["new_margin_minor"] for row in rows]),
    ]
    if any(row["other_margin_minor"] for row in rows):
        series.append(Series(_("without a name"), [row["other_margin_minor"] for row in rows], tone="quiet"))
    title = (
        _("Those who come back bring %(share)s of it") % {"share": formats.percent(known / everything, 0)}
        if everything > 0
        else _("Month by month")
    )
    return BarChart(
        title=title,
        note=_("%(what)s by whole month") % {"what": words.profit_name(run).capitalize()},
        categories=[words.month(date.fromisoformat(row["start_on"])) for row in rows],
        series=series,
        value=Format("money", run.currency),
        value_label=words.profit_name(run),
        category_label=_("month"),
        stacked=True,
    )


def deciles(run: ValueRun, *, here: int | None = None) -> BarChart | None:
    """What each tenth of customers brought, the best first; `here` marks one of them."""
    sums = run.totals.get("margin_by_decile")
    total = sum(sums) if sums else 0
    if not sums or total <= 0:
        return None
    shares = [amount / total for amount in sums]
    what = words.profit_name(run)
    if here is None:
        series = [Series(what, shares)]
        title = _("The best tenth of customers brought %(share)s") % {"share": formats.percent(shares[0], 0)}
    else:
        series = [
            Series(_("this customer's tenth"), [share if at == here else None for at, share in enumerate(shares, 1)]),
            Series(
                _("the others"), [None if at == here else share for at, share in enumerate(shares, 1)], tone="quiet"
            ),
        ]
        title = _("Stands in tenth %(tenth)s of ten") % {"tenth": here}
    return BarChart(
        title=title,
        note=_("Share of %(what)s by tenth of customers, the best first, the whole history")
        % {"what": words.profit_of(run)},
        categories=[str(at) for at in range(1, len(shares) + 1)],
        series=series,
        value=Format("percent", "1"),
        value_label=_("share of %(what)s") % {"what": words.profit_of(run)},
        category_label=_("tenth of customers"),
        stacked=here is not None,
    )


def silences(values: Sequence[CustomerValue]) -> BarChart | None:
    """Silence against the usual gap of those with most at stake."""
    rows = [value for value in values if value.usual_gap_days is not None][:SLIPPING_SHOWN]
    if not rows:
        return None
    return BarChart(
        title=_("Each is silent longer than usual"),
        note=_("Those with most at stake, days"),
        categories=[value.name for value in rows],
        series=[
            Series(_("silent now"), [value.silence_days for value in rows], tone="alarm"),
            Series(_("usually comes back within"), [round(value.usual_gap_days or 0) for value in rows], tone="quiet"),
        ],
        value=Format("number", "0"),
        value_label=_("days"),
        category_label=_("customer"),
        horizontal=True,
    )


def history(run: ValueRun, movements: Sequence[Movement], *, margin_rate: float | None) -> LineChart | None:
    """What a customer has brought so far, a mark an order."""
    sums: list[float] = []
    for one in movements:
        own = one.margin_minor
        gained = own if own is not None else one.amount_minor * (1 if margin_rate is None else margin_rate)
        sums.append((sums[-1] if sums else 0) + gained)
    if len(sums) < 2:
        return None
    step = max(1, len(sums) // MOST_MARKS)
    kept = sorted({*range(0, len(sums), step), len(sums) - 1})
    what = words.profit_name(run)
    return LineChart(
        title=_("Has brought %(sum)s so far") % {"sum": formats.money_round(round(sums[-1]), run.currency)},
        note=_("%(what)s with every order and return, from the first") % {"what": what.capitalize()},
        categories=[formats.day(movements[at].ordered_on, today=date.min) for at in kept],
        series=[Series(what, [round(sums[at]) for at in kept])],
        value=Format("money", run.currency),
        value_label=what,
        category_label=_("day of the order"),
    )
