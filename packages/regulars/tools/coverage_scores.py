"""How often the intervals of scores, changes, drivers and waits hold the truth: the tables of a page of the docs.

    uv run python packages/regulars/tools/coverage_scores.py            # print the tables; a few minutes
    uv run python packages/regulars/tools/coverage_scores.py --write    # put them into docs/how-sure-are-we-scores.md

NPS intervals are checked by adding up every possible outcome; the rest by drawing, always the same draws.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import scipy
from regulars import response, scores
from regulars.scores._explained import lmg_shares

PAGE = Path(__file__).parents[1] / "docs" / "how-sure-are-we-scores.md"

TRUTHS = (
    (0.5, 0.2), (0.7, 0.1), (0.9, 0.02), (0.33, 0.33), (0.2, 0.5), (0.6, 0.05),
    (0.4, 0.1), (0.1, 0.1), (0.95, 0.01), (0.55, 0.15), (0.8, 0.15), (0.3, 0.05),
)  # fmt: skip
SIZES = (10, 20, 30, 50, 100, 200, 500)
METHODS = {
    "tango": "**Tango (default)**",
    "adjusted_wald": "adjusted Wald",
    "mover": "MOVER",
    "bonett_price": "Bonett–Price",
    "wald": "Wald",
}
PAIRS = ((10, 10), (20, 20), (30, 30), (100, 100), (20, 100), (50, 500))
CHANGE_TRUTHS = (*TRUTHS[:3], TRUTHS[8])
Z = 1.959963984540054


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def coverage() -> str:
    """Mean and worst coverage of each method; exact."""
    rows = []
    for method, name in METHODS.items():
        cells = []
        for n in SIZES:
            found = scores.nps_coverage(n, TRUTHS, method=method).shares
            cells.append(f"{100 * np.mean(found):.1f} / {100 * min(found):.1f}")
        rows.append([name, *cells])
    return markdown(["method", *(f"n = {n}" for n in SIZES)], rows)


def widths() -> str:
    """Mean width of each method in points; exact."""
    sizes = (10, 30, 100)
    rows = []
    for method, name in METHODS.items():
        found = [np.mean(scores.nps_coverage(n, TRUTHS, method=method).widths) for n in sizes]
        rows.append([name, *(f"{100 * width:.0f}" for width in found)])
    return markdown(["mean width, points", *(f"n = {n}" for n in sizes)], rows)


def false_alarms() -> str:
    """How often an unchanged score is called changed."""
    rng, rows = np.random.default_rng(1), []
    for p, d in CHANGE_TRUTHS:
        cells = []
        for pair in PAIRS:
            drawn = [rng.multinomial(n, [p, 1 - p - d, d], 200_000).astype(np.float64) for n in pair]
            cells.append(" / ".join(f"{100 * _alarms(drawn, added):.1f}" for added in (1.0, 0.0)))
        rows.append([f"{100 * p:.0f} / {100 * d:.0f}", *cells])
    return markdown(["promoters / detractors, %", *(f"{a} v {b}" for a, b in PAIRS)], rows)


def _alarms(drawn: list[np.ndarray], added: float) -> float:
    """Share of pairs whose 95 % interval excludes 0, after adding .75, 1.5 and .75 answers so many times."""
    difference, variance = 0.0, 0.0
    for sign, counts in zip((-1, 1), drawn, strict=True):
        filled = counts + added * np.array([0.75, 1.5, 0.75])
        n = filled.sum(axis=1)
        score = (filled[:, 0] - filled[:, 2]) / n
        difference = difference + sign * score
        variance = variance + ((filled[:, 0] + filled[:, 2]) / n - score**2) / n
    return float((np.abs(difference) > Z * np.sqrt(variance)).mean())


def watching() -> str:
    """What a year of looks at a score cries where nothing changed, and how soon it sees 25 points lost."""
    rng, rows = np.random.default_rng(1), []
    for p, d in (TRUTHS[0], TRUTHS[1], TRUTHS[2], TRUTHS[3], TRUTHS[4], (0.5, 0.5)):
        shape = np.array([p, 1 - p - d, d])
        still = [_cries(rng.multinomial(40, shape, 24))[12:] for _ in range(2_000)]
        cells = [f"{100 * np.mean(still):.1f}", f"{100 * np.mean([any(one) for one in still]):.1f}"]
        worse = shape + np.array([-0.125, 0, 0.125])
        for known in (3, 6, 12):
            drawn = (
                np.concatenate([rng.multinomial(100, shape, known), rng.multinomial(100, worse, 3)])
                for _ in range(2_000)
            )
            cells.append(f"{100 * np.mean([any(_cries(counts)[known:]) for counts in drawn]):.0f}")
        rows.append([f"{100 * p:.0f} / {100 * d:.0f}", *cells])
    after = [f"25 points found, after {known} months" for known in (3, 6, 12)]
    return markdown(["promoters / detractors, %", "months that cry", "years that cry", *after], rows)


def _cries(counts: np.ndarray) -> list[bool]:
    return [one is not None and one.change.verdict == "real_change" for one in scores.nps_watch(counts)]


def panel() -> str:
    """How often an unchanged panel is called changed."""
    rng, rows, sizes = np.random.default_rng(2), [], (30, 50, 100, 300)
    for p, d in CHANGE_TRUTHS:
        for kept in (0.0, 0.5, 0.8):
            cells = []
            for n in sizes:
                first, fresh = (rng.choice([1, 0, -1], (20_000, n), p=[p, 1 - p - d, d]) for _ in range(2))
                moves = np.where(rng.random((20_000, n)) < kept, first, fresh) - first
                mean = moves.sum(axis=1) / (n + 3)
                variance = ((moves**2).sum(axis=1) + 3) / (n + 3) - mean**2
                cells.append(f"{100 * (np.abs(mean) > Z * np.sqrt(variance / (n + 3))).mean():.1f}")
            rows.append([f"{100 * p:.0f} / {100 * d:.0f}", f"{100 * kept:.0f}", *cells])
    return markdown(["promoters / detractors, %", "keep their answer, %", *(f"n = {n}" for n in sizes)], rows)


def weighted() -> str:
    """How often plain and weighted NPS hold the truth where happier customers answer more readily."""
    rng, rows, draws = np.random.default_rng(5), [], 2000
    shapes = {"regular": [0.6, 0.3, 0.1], "new": [0.3, 0.3, 0.4]}  # half of the customers each: NPS 50 and -10
    for n in (150, 300, 1000):
        for share in (0.5, 0.65, 0.8):
            held, effective_n = np.zeros(2), 0.0
            for _ in range(draws):
                regular = min(int(rng.binomial(n, share)), n - 20)  # a cell of fewer than 20 would be refused
                sizes = {"regular": regular, "new": n - regular}
                answers = np.concatenate([rng.choice([10, 8, 3], size, p=shapes[cell]) for cell, size in sizes.items()])
                weights = scores.post_stratify(np.repeat(list(sizes), list(sizes.values())), {"regular": 1, "new": 1})
                for place, found in enumerate((scores.nps(answers), scores.nps(answers, weights=weights.value))):
                    held[place] += found.score.low <= 0.2 <= found.score.high
                effective_n += weights.effective_n
            shown = [f"{100 * count / draws:.1f}" for count in held]
            rows.append([str(n), f"{100 * share:.0f}", *shown, f"{effective_n / draws:.0f}"])
    return markdown(["answers", "of regulars, %", "unweighted", "weighted", "effective answers"], rows)


def known_base() -> str:
    """How often NPS of part of a known base holds the score of the whole base."""
    rng, rows, draws = np.random.default_rng(6), [], 4000
    for population, n in ((50, 20), (60, 50), (150, 100), (400, 100)):
        customers = rng.choice([1, 0, -1], population, p=[0.5, 0.3, 0.2])
        truth, held = customers.mean(), np.zeros(2)
        for _ in range(draws):
            drawn = rng.choice(customers, n, replace=False)
            counts = [int((drawn == side).sum()) for side in (1, 0, -1)]
            for place, known in enumerate((population, None)):
                found = scores.nps_from_counts(*counts, population=known).score
                held[place] += found.low - 1e-9 <= truth <= found.high + 1e-9
        rows.append([str(population), str(n), *(f"{100 * count / draws:.1f}" for count in held)])
    return markdown(["customers", "answers", "base known", "base not known"], rows)


def waits() -> str:
    """How often intervals of waiting times hold the truth; log-normal waits, watched for unequal times."""
    rng, rows, draws = np.random.default_rng(3), [], 2000
    truths = {share: float(np.exp(3.5 + scipy.special.ndtri(share))) for share in (0.5, 0.75, 0.9)}
    within = float(scipy.special.ndtr(np.log(60) - 3.5))
    for n in (20, 50, 100, 300):
        for watched in (np.inf, 600.0, 240.0):
            held, still_open = np.zeros(4), 0.0
            for _ in range(draws):
                true = np.exp(rng.normal(3.5, 1, n))
                seen = np.full(n, np.inf) if np.isinf(watched) else rng.uniform(0, watched, n)
                wait = response.waiting(np.minimum(true, seen), true <= seen)
                found = [(wait.quantile(share), truth) for share, truth in truths.items()]
                found.append((wait.answered_within(60), within))
                held += [
                    bool(estimate.low <= truth <= estimate.high) or np.isnan(estimate.low) for estimate, truth in found
                ]
                still_open += wait.n_open / n
            rows.append([str(n), f"{100 * still_open / draws:.0f}", *(f"{100 * share / draws:.1f}" for share in held)])
    return markdown(["requests", "still open, %", "median", "p75", "p90", "answered within 60 min"], rows)


def driver_shares() -> str:
    """How often bootstrap intervals of drivers hold the truth; five drivers, correlations of .5, R² of .5."""
    k, rng, rows = 5, np.random.default_rng(4), []
    among = np.full((k, k), 0.5) + 0.5 * np.eye(k)
    slopes = np.array([0.5, 0.3, 0.2, 0.1, 0.0])
    spread = 2 * slopes @ among @ slopes
    whole = np.eye(k + 1)
    whole[:k, :k] = among
    whole[:k, k] = whole[k, :k] = among @ slopes / np.sqrt(spread)
    truth, root = lmg_shares(whole[None])[0], np.linalg.cholesky(among)
    for n in (100, 300, 1000):
        held, draws = np.zeros(k + 1), 400
        for _ in range(draws):
            ratings = rng.normal(size=(n, k)) @ root.T
            outcome = ratings @ slopes + rng.normal(size=n) * np.sqrt(spread / 2)
            found = scores.drivers(ratings, outcome, draws=500)
            ends = [*found.importance, found.r_squared]
            held += [e.low <= t <= e.high for e, t in zip(ends, [*truth, truth.sum()], strict=True)]
        rows.append([str(n), *(f"{100 * share / draws:.1f}" for share in held)])
    return markdown(["respondents", *(f"share {100 * share:.0f} %" for share in truth), "R²"], rows)


EXACT: dict[str, Callable[[], str]] = {"coverage": coverage, "widths": widths}
DRAWN: dict[str, Callable[[], str]] = {
    "false_alarms": false_alarms,
    "watching": watching,
    "panel": panel,
    "weighted": weighted,
    "known_base": known_base,
    "waits": waits,
    "drivers": driver_shares,
}


def placed(page: str, name: str, table: str) -> str:
    """Return the page with one table put between its marks."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    return marks.sub(lambda found: f"{found[1]}{table}\n{found[2]}", page)


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    write = parser.parse_args().write
    for name, make in {**EXACT, **DRAWN}.items():
        table = make()
        sys.stdout.write(f"\n{name}\n\n{table}\n")
        if write:
            PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), name, table), encoding="utf-8")


if __name__ == "__main__":
    main()
