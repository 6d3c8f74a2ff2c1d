"""Fit data that models stumble over, with every model and with the peers, and say who stands.

    uv run python -m benchmarks.robustness                    # every data set and peer: half an hour, mostly peers
    uv run python -m benchmarks.robustness --quick            # a tenth of the customers, without pymc-marketing
    uv run python -m benchmarks.robustness --peers lifetimes --time-limit 30

Peers are no dependencies of this project: each gets an environment of its own in the folder .peers, made
on the first run (pymc-marketing takes 1.5 GB), and runs in a process that is ended when a fit takes longer
than the time limit. One that does not install is said to be missing and left out.

All log-likelihoods are those of regulars at the parameters found, so they are of one kind. A gap is
ours less theirs, relative: positive where ours is higher. In brackets: how many of the peer's answers
(probability of being a customer, expected purchases, expected spend) are not finite numbers. Ours are
counted in parameters, log-likelihood, answers and the ends of their intervals and ranges.

Ends with 1 if regulars gives a non-finite number or a log-likelihood lower than a peer's by more than
1e-6 of it. pymc-marketing answers with its priors' maximum, not the likelihood's: a gap is to be expected.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import regulars as rg
import scipy

from benchmarks import _peers
from benchmarks._hard_data import DATA_SETS

MOST_BELOW = 1e-6
MODELS: dict[str, Any] = {
    "NBD": rg.NBD(),
    "BGNBD": rg.BGNBD(),
    "MBGNBD": rg.MBGNBD(),
    "BGCNBD": rg.BGCNBD(),
    "MBGCNBD": rg.MBGCNBD(),
    "ParetoNBD": rg.ParetoNBD(),
    "GammaGamma": rg.GammaGamma(),
}


@dataclass
class Row:
    """One model on one data set."""

    data: str
    model: str
    log_likelihood: float
    boundary: tuple[str, ...]
    words: tuple[str, ...]
    converged: bool
    not_finite: int
    peers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether everything is finite and no peer is higher."""
        gaps = [peer["gap"] for peer in self.peers.values() if peer.get("gap") is not None]
        return self.not_finite == 0 and self.converged and all(gap >= -MOST_BELOW for gap in gaps)


def horizon_of(summary: rg.CustomerSummary) -> float:
    """Half of the longest age."""
    return float(summary.age.max()) / 2


def not_finite(fit: Any, summary: rg.CustomerSummary) -> int:
    """How many numbers of a fit and of its predictions are not finite."""
    numbers = [np.array(list(fit.params.values())), np.array([fit.log_likelihood])]
    if isinstance(fit, rg.GammaGammaFit):
        answers = [fit.expected_spend(summary)]
    else:
        horizon, rate = horizon_of(summary), 0.1 / 365.25 * summary.time_unit_days
        answers = [
            fit.probability_alive(summary),
            fit.expected_purchases(summary, horizon),
            fit.discounted_expected_purchases(summary, horizon, discount_rate_per_unit=rate),
            fit.discounted_expected_residual(summary, discount_rate_per_unit=rate),
            fit.expected_purchases_new([horizon / 100, horizon]),
        ]
        numbers.append(fit.probability_of_purchases(np.arange(20), horizon))
        ends = fit.purchase_range(summary, horizon, draws=100)
        numbers += [ends.low, ends.high]
    for answer in answers:
        ends = answer.interval(0.9)
        numbers += [answer.value, ends.low, ends.high]
    return sum(int((~np.isfinite(values)).sum()) for values in numbers)


def log_likelihood(model: str, params: dict[str, float], summary: rg.CustomerSummary) -> float:
    """Our likelihood at a peer's parameters; -∞ where they are no parameters."""
    if not all(np.isfinite(value) and value > 0 for value in params.values()):
        return -np.inf
    unit = {} if model == "GammaGamma" else {"time_unit": summary.time_unit}
    return float(MODELS[model].given(params, **unit).log_likelihood_of(summary))


def own(name: str, model: str, summary: rg.CustomerSummary) -> Row:
    """Fit with regulars."""
    fit = MODELS[model].fit(summary)
    edges = tuple(str(notice) for notice in fit.warnings if notice.code in fit.boundary)
    label = f"{model} k={fit.k}" if hasattr(fit, "k") else model
    return Row(name, label, fit.log_likelihood, fit.boundary, edges, fit.converged, not_finite(fit, summary))


def beside(row: Row, model: str, peer: _peers.Peer, file: Path, summary: rg.CustomerSummary, *, limit: float) -> None:
    """Add what a peer found."""
    answer = peer.ask(limit, model=model, data=str(file), horizon=horizon_of(summary), predict=True)
    told: dict[str, Any] = {"seconds": answer.get("seconds"), "error": answer.get("error"), "gap": None}
    if "params" in answer:
        theirs = log_likelihood(model, answer["params"], summary)
        told |= {"params": answer["params"], "log_likelihood": theirs}
        told["gap"] = (row.log_likelihood - theirs) / abs(row.log_likelihood)
        told["not_finite"] = sum(answer.get("not_finite", {}).values())
    row.peers[peer.name] = told


def rows(peers: list[_peers.Peer], names: list[str], scale: int, limit: float) -> Iterator[Row]:
    """Yield the rows as they are done."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            summary = DATA_SETS[name](scale)
            file = Path(folder) / "customers.npz"
            assert summary.monetary_value is not None
            money = np.where(summary.frequency > 0, summary.monetary_value, 0.0)
            columns = {"x": summary.frequency.astype(float), "t": summary.recency, "T": summary.age, "m": money}
            np.savez(file, allow_pickle=False, unit=np.array(summary.time_unit), **columns)
            for model in MODELS:
                row = own(name, model, summary)
                for peer in peers:
                    if model in _peers.MODELS[peer.name]:
                        beside(row, model, peer, file, summary, limit=limit)
                yield row


def shown(peer: dict[str, Any] | None) -> str:
    """One cell: the peer's log-likelihood, the gap, its non-finite answers."""
    if peer is None:
        return ""
    if peer["gap"] is None:
        return str(peer["error"])[:34]
    return f"{peer['log_likelihood']:.3f} {peer['gap']:+.1e} ({peer['not_finite']})"


def printed(row: Row, peers: list[str]) -> str:
    """One line of the table."""
    cells = "".join(f" {shown(row.peers.get(name)):<34}" for name in peers)
    verdict = "PASS" if row.held else "FAIL"
    where = ", ".join(row.boundary) or "inside"
    return (
        f"{row.data:<13} {row.model:<12} {row.log_likelihood:>16.3f} {row.not_finite:>3}  {verdict} {where:<40}{cells}"
    )


def main() -> int:
    """Print the table; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the customers, without pymc-marketing")
    parser.add_argument("--peers", help="comma-separated, of: " + ", ".join(_peers.MODELS) + "; or none")
    parser.add_argument("--data", help="comma-separated data sets, of: " + ", ".join(DATA_SETS))
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds for one fit of a peer")
    parser.add_argument("--json", type=Path, help="write the table here too")
    told = parser.parse_args()
    wanted = [name for name in _peers.MODELS if not (told.quick and name == "pymc-marketing")]
    if told.peers:
        wanted = [name for name in told.peers.split(",") if name != "none"]
    found = {name: _peers.interpreter(name) for name in wanted}
    peers = [_peers.Peer(name, python) for name, python in found.items() if python is not None]
    names = told.data.split(",") if told.data else list(DATA_SETS)
    print(f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}; "
          + ", ".join(_peers.REQUIREMENTS[peer.name] for peer in peers))  # fmt: skip
    heads = "".join(f" {peer.name + ': LL, gap, (not finite)':<34}" for peer in peers)
    print(f"{'data':<13} {'model':<12} {'log-likelihood':>16} bad  {'where the maximum lies':<45}{heads}")
    table: list[Row] = []
    try:
        for row in rows(peers, names, 10 if told.quick else 1, told.time_limit):
            table.append(row)
            print(printed(row, [peer.name for peer in peers]), flush=True)
    finally:
        for peer in peers:
            peer.stop()
    for words in sorted({(code, text) for row in table for code, text in zip(row.boundary, row.words, strict=True)}):
        print(f"\n{words[0]}: {words[1]}")
    failed = [f"{row.data} / {row.model}" for row in table if not row.held]
    print(f"\n{len(table)} fits, {len(failed)} broken promises" + "".join(f"\n  {name}" for name in failed))
    if told.json:
        told.json.write_text(json.dumps([asdict(row) for row in table], indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
