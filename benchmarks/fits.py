"""Fit and predict the same customers with regulars and with lifetimes 0.11.3, taking turns.

    uv run python -m benchmarks.fits                  # 1,000,000 simulated customers; ten minutes, mostly lifetimes
    uv run python -m benchmarks.fits --quick          # 25,000 of them
    uv run python -m benchmarks.fits --peers clvkit,pymc-marketing    # these too, once each; takes minutes more

Each run is a process of its own, so that its peak of memory is its own; it fits 500 customers first, so
that nobody is charged for late imports or compilation. Runs take turns; a ratio is that of the medians.
lifetimes' Pareto/NBD takes minutes and runs once. All log-likelihoods are evaluated by one formula, ours;
a gap is ours less theirs. Predictions of regulars carry their intervals, those of lifetimes have none.
Peers get environments of their own, see ``_peers.py``. The targets are for a million customers: the more
there are, the more of them are alike, and with few a ratio below its target is not yet a failure.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import regulars as rg
from regulars import datasets

from benchmarks import _peers, _results
from benchmarks._hard_data import SPEND, TYPICAL

MODELS: dict[str, Any] = {"BGNBD": rg.BGNBD(), "ParetoNBD": rg.ParetoNBD(), "GammaGamma": rg.GammaGamma()}
TITLES = {"BGNBD": "BG/NBD", "ParetoNBD": "Pareto/NBD", "GammaGamma": "Gamma-Gamma"}
FIT_TARGETS = {"BGNBD": 20.0, "ParetoNBD": 400.0, "GammaGamma": 15.0}
PREDICTION_TARGET = 5.0
CDNOW_TARGET_MS = 10.0
TARGETS_FROM_CUSTOMERS = 1_000_000
ROUNDS = 3
SLOW = {("lifetimes", "ParetoNBD")}
LIMIT = 3600.0
Answer = dict[str, Any]


@dataclass
class Runs:
    """What one library took for one model."""

    answers: list[Answer] = field(default_factory=list)

    def median(self, *keys: str) -> float:
        """The median of a figure of the answers."""
        return statistics.median(_at(answer, keys) for answer in self.answers)

    @property
    def failed(self) -> str | None:
        """Why there are no figures, if there are none."""
        return next((answer["error"] for answer in self.answers if "error" in answer), None)


def _at(answer: Answer, keys: tuple[str, ...]) -> float:
    for key in keys:
        answer = answer[key]
    return float(answer)  # type: ignore[arg-type]


def simulated(customers: int) -> rg.CustomerSummary:
    """Customers aged one to two years, drawn from Pareto/NBD with CDNOW's parameters."""
    rng = np.random.default_rng(2024)
    days = datasets.spread_over(rng, customers=customers, days=365)
    orders = datasets.simulate_pareto_nbd(rng, first_day=days, until_day=729, **TYPICAL)
    return datasets.simulate_spend(orders, rng, **SPEND).summary(until_day=729, time_unit="week")


def run(library: str, model: str, **request: Any) -> Answer:
    """One process, one answer."""
    python = _peers.interpreter(library)
    if python is None:
        return {"error": "does not install"}
    peer = _peers.Peer(library, python)
    try:
        return peer.ask(LIMIT, model=model, warm=True, **request)
    finally:
        peer.stop()


def fits(file: Path, libraries: list[str]) -> dict[tuple[str, str], Runs]:
    """Fit every model with every library in turns."""
    runs: dict[tuple[str, str], Runs] = {}
    for model in MODELS:
        for turn in range(ROUNDS):
            for library in libraries:
                rare = library not in ("regulars", "lifetimes") or (library, model) in SLOW
                if (turn and rare) or (library != "regulars" and model not in _peers.MODELS[library]):
                    continue
                answer = run(library, model, data=str(file), horizon=39.0, predict=False)
                runs.setdefault((library, model), Runs()).answers.append(answer)
                _say(f"{library} {model}: {answer.get('seconds', answer.get('error'))}")
    return runs


def predictions(file: Path, runs: dict[tuple[str, str], Runs]) -> dict[tuple[str, str], Runs]:
    """Predict with both libraries in turns, lifetimes at the parameters of its fit."""
    found: dict[tuple[str, str], Runs] = {}
    spend = runs["regulars", "GammaGamma"].answers[0]["params"]
    for model in ("BGNBD", "ParetoNBD"):
        params = runs["lifetimes", model].answers[0].get("params", runs["regulars", model].answers[0]["params"])
        for _ in range(ROUNDS):
            for library in ("regulars", "lifetimes"):
                request = {"data": str(file), "horizon": 39.0, "predict": True, "spend": spend, "params": params}
                answer = run(library, model, **request)
                found.setdefault((library, model), Runs()).answers.append(answer)
                _say(f"{library} {model} predicts: {answer.get('predicted', answer.get('error'))}")
    return found


def cdnow(times: int = 200) -> dict[str, float]:
    """Median milliseconds of a fit of the CDNOW sample, after the imports."""
    summary = datasets.load_cdnow_sample().summary(until_day=272, time_unit="week")
    medians = {}
    for name, model in MODELS.items():
        model.fit(summary)
        seconds = []
        for _ in range(times):
            started = time.perf_counter()
            model.fit(summary)
            seconds.append(time.perf_counter() - started)
        medians[name] = statistics.median(seconds) * 1000
    return medians


def fit_table(runs: dict[tuple[str, str], Runs], summary: rg.CustomerSummary) -> _results.Table:
    """Seconds, memory and log-likelihood of each fit."""
    rows = []
    for (library, model), taken in runs.items():
        if taken.failed:
            rows.append([TITLES.get(model, model), library, taken.failed, "", "", "", ""])
            continue
        ours = runs["regulars", model]
        seconds, memory = taken.median("seconds"), taken.median("memory")
        gap = _log_likelihood(model, ours, summary) - _log_likelihood(model, taken, summary)
        ratio = "" if library == "regulars" else f"{seconds / ours.median('seconds'):.1f}"
        shown = "" if library == "regulars" else f"{gap:+.4f}"
        rows.append([TITLES[model], library, f"{seconds:.3f}", str(len(taken.answers)), ratio, f"{memory:.0f}", shown])
    return _results.Table("Fits", ["model", "library", "seconds", "runs", "ratio", "peak MB", "LL gap"], rows)


def _log_likelihood(model: str, runs: Runs, summary: rg.CustomerSummary) -> float:
    unit = {} if model == "GammaGamma" else {"time_unit": "week"}
    return float(MODELS[model].given(runs.answers[0]["params"], **unit).log_likelihood_of(summary))


def prediction_table(found: dict[tuple[str, str], Runs]) -> _results.Table:
    """Seconds of each question."""
    rows = []
    for model in ("BGNBD", "ParetoNBD"):
        for question, words in (("alive", "P(alive)"), ("expected", "E[X(39)]"), ("value", "CLV, 12 months")):
            both = [found[library, model].median("predicted", question) for library in ("regulars", "lifetimes")]
            cells = [f"{seconds:.3f}" for seconds in both]
            rows.append([TITLES[model], words, *cells, f"{both[1] / both[0]:.1f}"])
    return _results.Table("Predictions", ["model", "question", "regulars s", "lifetimes s", "ratio"], rows)


def _total(runs: Runs) -> float:
    return sum(runs.median("predicted", question) for question in ("alive", "expected", "value"))


def targets(
    runs: dict[tuple[str, str], Runs], found: dict[tuple[str, str], Runs], milliseconds: dict[str, float], *, full: bool
) -> list[_results.Target]:
    """Every promise beside what was measured."""
    told = []
    for model, least in FIT_TARGETS.items():
        ours, theirs = runs["regulars", model], runs["lifetimes", model]
        ratio = theirs.median("seconds") / ours.median("seconds")
        told.append(_results.Target(f"{TITLES[model]} fit, times faster than lifetimes", ratio, least, True, full))
        share = ours.median("memory") / theirs.median("memory")
        told.append(_results.Target(f"{TITLES[model]} fit, peak memory / lifetimes'", share, 1.0, False, full))
    for model in ("BGNBD", "ParetoNBD"):
        ratio = _total(found["lifetimes", model]) / _total(found["regulars", model])
        name = f"{TITLES[model]} E[X], P(alive) and CLV together, times faster than lifetimes"
        told.append(_results.Target(name, ratio, PREDICTION_TARGET, True, full))
    for model, taken in milliseconds.items():
        told.append(_results.Target(f"CDNOW {TITLES[model]} fit, ms", taken, CDNOW_TARGET_MS, False, True))
    return told


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, write down; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="25,000 simulated customers instead of 1,000,000")
    parser.add_argument("--peers", default="", help="further peers, comma-separated: clvkit, pymc-marketing")
    parser.add_argument("--json", type=Path, help="write the results here")
    told = parser.parse_args()
    customers = 25_000 if told.quick else TARGETS_FROM_CUSTOMERS
    milliseconds = cdnow()
    summary = simulated(customers)
    further = [name for name in told.peers.split(",") if name]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.npz"
        money = np.where(summary.frequency > 0, np.asarray(summary.monetary_value), 0.0)
        x = summary.frequency.astype(np.float64)
        np.savez(file, x=x, t=summary.recency, T=summary.age, m=money, unit=np.array("week"))
        runs = fits(file, ["regulars", "lifetimes", *further])
        found = predictions(file, runs)
    libraries = [_peers.REQUIREMENTS[name] for name in ("lifetimes", *further)]
    result = _results.Result(
        f"Fits and predictions of {customers:,} customers",
        [fit_table(runs, summary), prediction_table(found)],
        targets(runs, found, milliseconds, full=customers >= TARGETS_FROM_CUSTOMERS),
        libraries,
    )
    return _results.told(result, told.json)


if __name__ == "__main__":
    sys.exit(main())
