"""What may be lost with a customer, as the models and the orders say it."""

from dataclasses import dataclass

from zabota.capabilities.value import queries as value


@dataclass(frozen=True, kw_only=True)
class AtRisk:
    """`share` is the customer's place among all by margin, 0 for the best; None where nobody knows, never 0."""

    amount_minor: int | None = None
    is_modelled: bool = False
    share: float | None = None


def of(customer_id: int) -> AtRisk:
    """The models' exposure, else the margin of the last year: four queries."""
    known = value.values_of([customer_id]).get(customer_id)
    run = value.find_run()
    if known is None or run is None:
        return AtRisk()
    share = value.rank_by_margin(known) / max(run.customer_count, 1)
    if run.sees_leaving and known.exposure_minor is not None:
        return AtRisk(amount_minor=known.exposure_minor, is_modelled=True, share=share)
    return AtRisk(amount_minor=known.last_year_margin_minor, share=share)
