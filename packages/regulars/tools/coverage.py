"""How often the ranges of regulars hold the truth: simulated businesses are fitted, foretold and compared.

Prints a table; with --write it also goes between its marks on packages/regulars/docs/how-sure-are-we.md.

    uv run python packages/regulars/tools/coverage.py small --repetitions 200 --write
    uv run python packages/regulars/tools/coverage.py large --repetitions 100 --write

That is 50 to 500 customers, and 3,000. Equal arguments give equal tables: every business has a seed of its own.
Time is counted in hours, so that no two purchases of a customer fall together: the models are then exactly right.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import regulars as rg
from numpy.typing import NDArray
from regulars import datasets

PAGE = Path(__file__).parents[1] / "docs" / "how-sure-are-we.md"
WEEK = 168  # hours; to the generators they are days, and so the unit of all times here
SEEN_UNTIL, LAST = 52 * WEEK, 104 * WEEK
HORIZON = LAST - SEEN_UNTIL
DRAWS = 300
MODELS: dict[str, Any] = {"BG/NBD": rg.BGNBD, "Pareto/NBD": rg.ParetoNBD}
TRUTHS: dict[str, dict[str, dict[str, float]]] = {
    "BG/NBD": {
        "CDNOW-like": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
        "heavy": {"r": 1.5, "alpha": 2.0, "a": 0.3, "b": 6.0},
        "many one-timers": {"r": 0.06, "alpha": 4.0, "a": 0.8, "b": 2.4},
        "low churn": {"r": 0.6, "alpha": 8.0, "a": 0.2, "b": 8.0},
    },
    "Pareto/NBD": {
        "CDNOW-like": {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66},
        "heavy": {"r": 1.5, "alpha": 2.0, "s": 0.5, "beta": 20.0},
        "many one-timers": {"r": 0.1, "alpha": 10.0, "s": 0.6, "beta": 12.0},
        "low churn": {"r": 0.8, "alpha": 8.0, "s": 0.3, "beta": 100.0},
    },
}
Answer = dict[str, Any]


@dataclass(frozen=True)
class Business:
    """A simulated business: what was seen of its customers in a year, and what each bought in the next."""

    summary: rg.CustomerSummary
    bought: NDArray[np.int64]


def simulated(model: str, truth: str, customers: int, repetition: int) -> Business:
    chance = np.random.default_rng([zlib.crc32(f"{model} {truth}".encode()), customers, repetition])
    first = datasets.spread_over(chance, customers=customers, days=26 * WEEK)
    draw: Any = datasets.simulate_bg_nbd if model == "BG/NBD" else datasets.simulate_pareto_nbd
    params = {key: value * (WEEK if key in ("alpha", "beta") else 1) for key, value in TRUTHS[model][truth].items()}
    orders = draw(chance, first_day=first, until_day=LAST, time_unit="day", **params)
    bought = np.bincount(orders.since(SEEN_UNTIL + 1).customer, minlength=customers)
    return Business(orders.summary(until_day=SEEN_UNTIL, time_unit="day"), bought)


def small(model: str, truth: str, customers: int, repetition: int) -> Answer | None:
    """Say of a small business whether the total fell below, into or above its range, with and without prior."""
    business = simulated(model, truth, customers, repetition)
    if business.summary.n_repeat_customers == 0:
        return None
    answer: Answer = {"came back": business.summary.n_repeat_customers}
    for name, prior in (("prior", "auto"), ("plain", None)):
        if name == "plain" and repetition % 2:
            break  # half of them will do: maximum likelihood takes longest where it is worst
        fit = MODELS[model](prior=prior).fit(business.summary)
        total = fit.purchase_total_range(business.summary, HORIZON, draws=DRAWS, seed=repetition)
        made, low, high = business.bought.sum(), total.low[0], total.high[0]
        answer[name] = (made < low, low <= made <= high, made > high)
        answer[name + " width"] = (high - low) / max(total.expected[0], 1)
    return answer


def large(model: str, truth: str, customers: int, repetition: int) -> Answer:
    """Say of a large business whether the total, and each tenth by expected purchases, fell into its range."""
    business = simulated(model, truth, customers, repetition)
    fit = MODELS[model]().fit(business.summary)
    expected = fit.expected_purchases(business.summary, HORIZON).value
    tenth = np.argsort(np.argsort(expected, kind="stable")) * 10 // customers
    whole = fit.purchase_total_range(business.summary, HORIZON, draws=DRAWS, seed=repetition)
    tenths = fit.purchase_total_range(business.summary, HORIZON, groups=tenth, draws=DRAWS, seed=repetition)
    made = np.bincount(tenth, business.bought, 10)
    inside = (tenths.low <= made) & (made <= tenths.high)
    return {
        "total": bool(whole.low[0] <= made.sum() <= whole.high[0]),
        "tenths": inside,
        "width": (whole.high[0] - whole.low[0]) / whole.expected[0],
    }


def every(task: Callable[[int], Answer | None], repetitions: int) -> list[Answer]:
    with ProcessPoolExecutor(2) as pool:
        return [answer for answer in pool.map(task, range(repetitions), chunksize=10) if answer is not None]


def answered(answers: list[Answer], key: str) -> list[Any]:
    return [answer[key] for answer in answers if key in answer]


def small_rows(sizes: list[int], repetitions: int) -> Iterator[str]:
    yield (
        '| model | business | customers | came back | held by maximum likelihood | held with `prior="auto"` '
        "| made less / more | width without → with |"
    )
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for model, truths in TRUTHS.items():
        for truth in truths:
            for customers in sizes:
                answers = every(partial(small, model, truth, customers), repetitions)
                plain, prior = (np.mean(answered(answers, k), axis=0) * 100 for k in ("plain", "prior"))
                widths = [np.median(answered(answers, k)) for k in ("plain width", "prior width")]
                came_back = np.median([a["came back"] for a in answers])
                yield (
                    f"| {model} | {truth} | {customers} | {came_back:.0f} | {plain[1]:.1f} % | {prior[1]:.1f} % "
                    f"| {prior[0]:.1f} / {prior[2]:.1f} % | {widths[0]:.2f} → {widths[1]:.2f} |"
                )


def large_rows(sizes: list[int], repetitions: int) -> Iterator[str]:
    """Yield the table of large businesses: a typical one, and one with narrow ranges."""
    yield "| model | business | customers | total held | tenths held, all | tenth by tenth, lowest first | width |"
    yield "|---|---|---:|---:|---:|---|---:|"
    for model in TRUTHS:
        for truth in ("CDNOW-like", "heavy"):
            for customers in sizes:
                answers = every(partial(large, model, truth, customers), repetitions)
                total, tenths = (np.mean([a[k] for a in answers], axis=0) * 100 for k in ("total", "tenths"))
                width = np.median([a["width"] for a in answers])
                each = " ".join(f"{share:.0f}" for share in tenths)
                shares = f"{total:.1f} % | {tenths.mean():.1f} % | {each}"
                yield f"| {model} | {truth} | {customers} | {shares} | {width:.2f} |"


def write(mark: str, lines: list[str]) -> None:
    """Put a table between its marks on the page."""
    begin, end = f"<!-- {mark} -->", "<!-- end -->"
    page = PAGE.read_text(encoding="utf-8")
    between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not between.search(page):
        raise SystemExit(f"{PAGE} has no marks for {mark}")
    table = "\n".join([begin, "", *lines, "", end])
    PAGE.write_text(between.sub(lambda _found: table, page), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=["small", "large"])
    parser.add_argument("--repetitions", type=int, default=100)
    parser.add_argument("--customers", type=int, nargs="+")
    parser.add_argument("--write", action="store_true", help="put the table on the page")
    args = parser.parse_args()
    rows, sizes = (small_rows, [50, 100, 200, 500]) if args.table == "small" else (large_rows, [3000])
    lines = []
    for line in rows(args.customers or sizes, args.repetitions):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        lines.append(line)
    if args.write:
        write(args.table, lines)


if __name__ == "__main__":
    main()
