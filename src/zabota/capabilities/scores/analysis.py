"""The only door from `scores` to the library `regulars`: counts in, scores with what their base allows out.

Scores are in the points people speak in: NPS −100 to 100, CSAT and CES in percent, CSI 0 to 100.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from regulars import scores as library
from regulars.errors import NotEnoughDataError
from regulars.estimates import Estimate
from regulars.scores.drivers import MOST_LMG_DRIVERS, DriverMethod

from zabota.capabilities.scores.contracts import Histogram
from zabota.capabilities.surveys.contracts import SCALES, Kind

SCORE_BASE, FULL_BASE = 10, 30
GOAL_STEP = {Kind.NPS: 0.10, Kind.CSAT: 0.10, Kind.CES: 0.10, Kind.CSI: 0.05}
LEAST = {Kind.NPS: -100}
DRIVER_BASE, DRIVER_BASE_EACH = 100, 10


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`value` is None where the base allows no score; `missing` says how many answers it lacks. `n` may be weighted."""

    n: int
    effective_n: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    is_low_base: bool = False
    missing: int = 0


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How a score changed, in points: real_change, noise or too_few_answers, and how many answers are missing."""

    verdict: str
    observed: float
    low: float
    high: float
    missing: int
    since: int = 0


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A kind of customer among those who answered and among the silent, as shares."""

    field: str
    part: str
    answered: float
    silent: float
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Driver:
    name: str
    share: float
    low: float
    high: float
    is_positive: bool


@dataclass(frozen=True, kw_only=True)
class Drivers:
    rows: tuple[Driver, ...]
    explained: float
    n: int


def score_of(kind: Kind, counts: Histogram) -> Shown:
    n = sum(counts.values())
    if not n:
        return Shown(n=0, effective_n=0, missing=SCORE_BASE)
    if kind == Kind.NPS:
        return _shown(library.nps_from_counts(*groups_of(counts)).score, n, 100)
    return _of_answers(kind, *_answers(counts))


def weighted_score(kind: Kind, answers: Sequence[float], weights: Sequence[float]) -> Shown:
    """Each answer counts with its weight; the interval rests on the effective number of answers."""
    if not any(weights):
        return Shown(n=len(answers), effective_n=0, missing=SCORE_BASE)
    return _of_answers(kind, np.asarray(answers, np.float64), np.asarray(weights, np.float64))


def corrected_score(
    kind: Kind, answers: Mapping[str, Histogram], invited: Mapping[str, int]
) -> tuple[Shown | None, Mapping[str, float]]:  # fmt: skip
    """The score if each part of those asked had answered alike; else the parts that have too few answers."""
    cells = [cell for cell, counts in answers.items() for _ in range(sum(counts.values()))]
    given = np.concatenate([_answers(counts)[0] for counts in answers.values()]) if cells else np.zeros(0)
    try:
        weights = library.post_stratify(cells, {cell: invited.get(cell, 0) or len(cells) for cell in invited})
    except NotEnoughDataError as error:
        return None, {name.partition("=")[2]: count for name, count in error.missing.items()}
    return _of_answers(kind, given, weights.value), {}


def change_of(kind: Kind, before: Histogram, after: Histogram) -> Moved | None:
    """None where one of the two has no answers."""
    if not sum(before.values()) or not sum(after.values()):
        return None
    step = GOAL_STEP[kind]
    if kind == Kind.NPS:
        old, new = (library.nps_from_counts(*groups_of(counts)) for counts in (before, after))
        return _moved(library.nps_change(old, new, goal_step=step))
    if kind == Kind.CSI:
        old_index, new_index = (_answers(counts)[0] / 100 for counts in (before, after))
        return _moved(library.mean_change(old_index, new_index, goal_step=step))
    old_box, new_box = (_boxes(kind, *_answers(counts)) for counts in (before, after))
    return _moved(library.share_change(old_box, new_box, goal_step=step))


def watch(kind: Kind, months: Sequence[Histogram]) -> list[Moved | None]:
    """What each month says by its end, with the many looks allowed for."""
    if not months:
        return []
    step = GOAL_STEP[kind]
    if kind == Kind.NPS:
        told = library.nps_watch([groups_of(month) for month in months], goal_step=step)
    elif kind == Kind.CSI:
        values = sorted({value for month in months for value in month}) or [0.0]
        table = [[month.get(value, 0) for value in values] for month in months]
        told = library.mean_watch(table, [value / 100 for value in values], goal_step=step)
    else:
        top = [_top(kind, month) for month in months]
        told = library.share_watch(top, [sum(month.values()) for month in months], goal_step=step)
    return [_moved(one.change, since=one.since) if one else None for one in told]


def silent_part(rows: Mapping[tuple[bool, tuple[str, ...]], int], fields: Sequence[str]) -> list[Difference]:
    """`rows` count those asked by whether they answered and by what is known of them, field by field."""
    sizes = list(rows.values())
    answered = np.repeat([is_answered for is_answered, _ in rows], sizes)
    known = {field: np.repeat([parts[at] for _, parts in rows], sizes) for at, field in enumerate(fields)}
    try:
        found = library.response_bias(answered, known)
    except NotEnoughDataError:
        return []
    return [
        Difference(
            field=row.field, part=row.part, answered=row.share_first, silent=row.share_second,
            verdict=row.difference.verdict,
        )
        for row in found
    ]  # fmt: skip


def drivers_missing(n: int, questions: int) -> int:
    return max(0, max(DRIVER_BASE, DRIVER_BASE_EACH * questions) - n)


def drivers_of(ratings: Sequence[Sequence[float]], outcome: Sequence[float], names: Sequence[str]) -> Drivers | None:
    """None where answers do not vary; the caller has seen to the base (`drivers_missing`)."""
    try:
        method: DriverMethod = "lmg" if len(names) <= MOST_LMG_DRIVERS else "johnson"
        found = library.drivers(ratings, outcome, names=[str(at) for at in range(len(names))], method=method)
    except NotEnoughDataError:
        return None
    rows = [
        Driver(name=name, share=one.value, low=one.low, high=one.high, is_positive=correlation >= 0)
        for name, one, correlation in zip(names, found.importance, found.correlation, strict=True)
    ]
    return Drivers(
        rows=tuple(sorted(rows, key=lambda row: -row.share)), explained=found.r_squared.value, n=found.n
    )  # fmt: skip


def groups_of(counts: Histogram) -> tuple[int, int, int]:
    """Promoters, passives, detractors."""
    scale, told = SCALES[Kind.NPS], Counter[str]()
    for score, n in counts.items():
        told["low" if score <= scale.low_at_most else "high" if score >= scale.high_from else "middle"] += n
    return told["high"], told["middle"], told["low"]


def _top(kind: Kind, counts: Histogram) -> int:
    return sum(n for score, n in counts.items() if score >= SCALES[kind].high_from)


def _answers(counts: Histogram) -> tuple[np.ndarray, None]:
    return np.repeat(list(counts), list(counts.values())).astype(np.float64), None


def _of_answers(kind: Kind, answers: np.ndarray, weights: np.ndarray | None) -> Shown:
    if kind == Kind.NPS:
        found = library.nps(answers, weights=weights)
        return _shown(found.score, found.n, 100)
    if kind == Kind.CSI:
        index = library.csi(answers[:, None], scale=(0, 100), weights=weights)
        return _shown(index.index, index.n, 1)
    box = _boxes(kind, answers, weights)
    return _shown(box.share, box.n, 100, mean=box.mean.value)


def _boxes(kind: Kind, answers: np.ndarray, weights: np.ndarray | None) -> library.BoxScore:
    return library.ces(answers, weights=weights) if kind == Kind.CES else library.csat(answers, weights=weights)


def _shown(found: Estimate, n: int, scale: int, mean: float | None = None) -> Shown:
    if found.verdict in {"no_base", "no_score"} or math.isnan(found.low):
        return Shown(n=n, effective_n=found.n, missing=max(1, math.ceil(SCORE_BASE - found.n)))
    return Shown(
        n=n, effective_n=found.n, value=scale * found.value, low=scale * found.low, high=scale * found.high,
        mean=mean, is_low_base=found.verdict == "low_base",
    )  # fmt: skip


def _moved(change: library.ScoreChange, since: int = 0) -> Moved:
    return Moved(
        verdict=change.verdict, observed=100 * change.observed, low=100 * change.difference.low,
        high=100 * change.difference.high, missing=max(change.more_needed), since=since,
    )  # fmt: skip
