"""What a benchmark found: tables and targets, printed and kept as JSON for the page of the documentation."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import scipy


@dataclass(frozen=True)
class Table:
    """Cells as text, a row a run."""

    title: str
    columns: list[str]
    rows: list[list[str]]

    def lines(self) -> list[str]:
        """The table in columns, as markdown."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        shown = [" | ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in self.rows]
        head = " | ".join(f"{cell:<{width}}" for cell, width in zip(self.columns, widths, strict=True))
        return [
            f"| {head} |",
            "|" + "|".join("-" * (width + 2) for width in widths) + "|",
            *(f"| {s} |" for s in shown),
        ]


@dataclass(frozen=True)
class Target:
    """A promise: at least so much, or less than so much; ``counts`` where the run is large enough to judge."""

    name: str
    measured: float
    promised: float
    at_least: bool
    counts: bool

    @property
    def verdict(self) -> str:
        """PASS, FAIL, or that the run was too small."""
        held = self.measured >= self.promised if self.at_least else self.measured < self.promised
        return "PASS" if held else "FAIL" if self.counts else "too small to judge"

    @property
    def row(self) -> list[str]:
        """The cells of a table."""
        return [self.name, f"{self.measured:.3g}", f"{'≥' if self.at_least else '<'} {self.promised:g}", self.verdict]


def machine() -> str:
    """Processor, cores, memory and versions of the machine that measures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}"
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}; {versions}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


@dataclass(frozen=True)
class Result:
    """All that one benchmark found, and where."""

    title: str
    tables: list[Table]
    targets: list[Target]
    libraries: list[str]
    machine: str = field(default_factory=machine)
    measured_on: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).date().isoformat())

    @property
    def held(self) -> bool:
        """Whether no target is missed."""
        return all(target.verdict != "FAIL" for target in self.targets)

    def lines(self) -> list[str]:
        """The result as markdown."""
        out = [f"## {self.title}", "", f"{self.measured_on}; {self.machine}; {', '.join(self.libraries)}.", ""]
        for table in self.tables:
            out += [f"### {table.title}", "", *table.lines(), ""]
        targets = Table("Targets", ["target", "measured", "promised", "verdict"], [t.row for t in self.targets])
        return [*out, "### Targets", "", *targets.lines(), ""]


def told(result: Result, file: Path | None) -> int:
    """Print a result, keep it if asked; 0 where every target is held."""
    print("\n".join(result.lines()))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n")
    return 0 if result.held else 1


def read(file: Path) -> Result:
    """The result that was kept in a file."""
    facts = json.loads(file.read_text())
    facts["tables"] = [Table(**table) for table in facts["tables"]]
    facts["targets"] = [Target(**target) for target in facts["targets"]]
    return Result(**facts)
