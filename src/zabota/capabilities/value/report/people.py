"""Two lists of customers: those worth most from here on, and those whose silence is unusual."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zabota.capabilities.value.analysis import OutlookAt, Worth
from zabota.capabilities.value.report.contracts import Report


@dataclass(frozen=True, kw_only=True)
class Person:
    """A line of either list; money in minor units, None where the history keeps silent."""

    name: str
    orders: int
    margin_minor: int
    last_on: date
    alive: float | None
    purchases: float | None
    purchases_low: float | None
    purchases_high: float | None
    expected_minor: float | None
    clv_minor: float | None
    clv_low_minor: float | None
    clv_high_minor: float | None
    exposure_minor: float | None
    silence_days: int
    usual_gap_days: float | None


def best_first(report: Report, limit: int | None = None) -> list[Person]:
    """By expected value where the models speak, else by what they have brought."""
    worth = report.worth
    outlook = worth.outlooks[0] if worth.outlooks else None
    key = worth.facts.margin_minor.astype(np.float64) if outlook is None else outlook.clv
    return [_person(report, outlook, int(at)) for at in _descending(key)[:limit]]


def slipping_first(report: Report, limit: int | None = None) -> list[Person]:
    """Unusually silent, by money at risk; where that is not known by value, else by the margin of the last year."""
    worth = report.worth
    outlook = worth.outlooks[0] if worth.outlooks else None
    key = worth.facts.last_year_margin_minor.astype(np.float64)
    if outlook is not None:
        key = outlook.clv if exposure_of(worth) is None else outlook.exposure
    chosen = [int(at) for at in _descending(key) if worth.rhythm.is_unusual[at]]
    return [_person(report, outlook, at) for at in chosen[:limit]]


def exposure_of(worth: Worth) -> float | None:
    """Money at risk with all who are unusually silent; None where the model sees nobody leave, so cannot know."""
    if not worth.outlooks:
        return None
    values = worth.outlooks[0].exposure[worth.rhythm.is_unusual]
    return float(np.nansum(values)) if np.isfinite(values).any() else None


def top_share(people: Sequence[Person], count: int) -> float | None:
    """Share of the whole expected value that the first so many bring."""
    values = [max(person.clv_minor or 0.0, 0.0) for person in people]
    whole = sum(values)
    return sum(values[:count]) / whole if whole > 0 else None


def _descending(values: NDArray[np.float64]) -> NDArray[np.int64]:
    order: NDArray[np.int64] = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
    return order


def _person(report: Report, outlook: OutlookAt | None, at: int) -> Person:
    worth = report.worth
    facts, rhythm = worth.facts, worth.rhythm

    def of(name: str) -> float | None:
        return None if outlook is None else _known(getattr(outlook, name)[at])

    return Person(
        name=report.names.get(int(facts.customer_id[at]), str(facts.customer_id[at])),
        orders=int(facts.orders[at]),
        margin_minor=int(facts.margin_minor[at]),
        last_on=date.fromisoformat(str(facts.last_on[at])),
        alive=None if worth.alive_probability is None else _known(worth.alive_probability[at]),
        purchases=of("purchases"),
        purchases_low=of("purchases_low"),
        purchases_high=of("purchases_high"),
        expected_minor=of("margin"),
        clv_minor=of("clv"),
        clv_low_minor=of("clv_low"),
        clv_high_minor=of("clv_high"),
        exposure_minor=of("exposure"),
        silence_days=int(rhythm.silence_days[at]),
        usual_gap_days=_known(rhythm.usual_gap_days[at]),
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
