"""Make the page of measurements from what the benchmarks have kept in ``results``.

uv run python -m benchmarks._page
"""

from __future__ import annotations

from pathlib import Path

from benchmarks import _results

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).resolve().parents[1] / "packages" / "regulars" / "docs" / "benchmarks.md"
HEAD = """# How fast, and how large

Made by `python -m benchmarks._page` from what the benchmarks measured; nothing here is written by hand.
Each run of a fit is a process of its own that fits 500 customers first, so that imports and compilation are
not counted; runs of the libraries take turns, seconds are medians, a ratio is that of the medians. Memory is
the peak of the whole process, with its imports and the customers. All log-likelihoods are evaluated by one
formula; a gap is that of regulars less that of the other. Predictions of regulars carry their intervals.
On a busy machine seconds grow for both sides; the ratios are what to look at.

"""


def main() -> None:
    """Write the page."""
    parts = [_results.read(file).lines() for file in sorted(RESULTS.glob("*.json"))]
    PAGE.write_text(HEAD + "\n".join(line for part in parts for line in part).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
