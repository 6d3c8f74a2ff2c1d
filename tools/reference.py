"""The list of everything public in regulars, and the page of the documentation that is made of it.

    uv run python tools/reference.py            # write packages/regulars/docs/reference.md
    uv run python tools/reference.py --check    # 1 where the page is not what the code says

Public is what ``regulars.__all__`` and the ``__all__`` of its public subpackages name, and the public
methods and properties that those classes define.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "packages" / "regulars" / "docs" / "reference.md"
GLOSSARY = {
    "summary": "`CustomerSummary` (of `BGBB`: `OpportunitySummary`): the customers, in the time unit of the fit",
    "counts": "`RetentionCounts`: how many customers of each cohort were left after each period",
    "params": "mapping of str to float > 0: values under the names of the model's paper, times in `time_unit`",
    "time_unit": '{"hour", "day", "week", "month", "year"}: the unit of all times, horizons and rates',
    "horizon": "float > 0: how far to look ahead, in the time unit of the fit, or in its periods or opportunities",
    "level": "float between 0 and 1: level of an interval or a range",
    "draws": "int ≥ 50: how many futures are drawn",
    "seed": "int: equal seeds give equal answers",
    "rng": "`numpy.random.Generator`: the only source of chance",
    "periods": "whole numbers ≥ 0: periods since the start of a cohort",
    "ahead": "int ≥ 0: how many periods or opportunities from now",
    "opportunities": "whole numbers ≥ 1: opportunities counted from the first",
    "n": "whole numbers ≥ 0: numbers of purchases",
    "covariates": "mapping of str to float: what a new customer is like, where the model has covariates",
    "discount_rate_per_unit": "float ≥ 0: continuous rate per time unit, ln(1 + yearly rate) / units a year",
    "discount_rate_per_period": "float > 0: what a period later is worth less, as a share",
    "discount_rate_per_opportunity": "float > 0: what an opportunity later is worth less, as a share",
    "period": "`Period` of the base's calendar",
    "cohort": "`Period` of the first purchase",
}
"""Words that mean the same wherever they are an argument; a method that needs no others may leave them to this list."""
SECTIONS = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


@dataclass(frozen=True)
class Public:
    """One public name: where it is found, what it is, and the sections of its docstring."""

    name: str
    thing: Any
    owner: type | None = None

    @property
    def docstring(self) -> str:
        """The docstring it has itself, not one that it inherits."""
        thing = self.thing.fget if isinstance(self.thing, property) else self.thing
        return inspect.cleandoc(getattr(thing, "__doc__", None) or "")

    @property
    def summary(self) -> str:
        """The first paragraph, in one line."""
        return " ".join(self.docstring.partition("\n\n")[0].split())

    @property
    def sections(self) -> dict[str, str]:
        """The numpydoc sections by name."""
        parts = SECTIONS.split(self.docstring)
        return {title: body.strip("\n") for title, body in zip(parts[1::2], parts[2::2], strict=True)}

    @property
    def documented(self) -> list[str]:
        """The names in the section of parameters."""
        heads = re.findall(r"^(\S[^:\n]*)", self.sections.get("Parameters", ""), re.MULTILINE)
        return [name.strip().lstrip("*") for head in heads for name in head.split(",")]

    @property
    def parameters(self) -> list[str]:
        """The names of the signature."""
        if not (inspect.isclass(self.thing) or inspect.isfunction(self.thing)) or _takes_a_message(self.thing):
            return []
        names = list(inspect.signature(self.thing).parameters)
        return [name for name in names if name not in ("self", "cls")]

    @property
    def signature(self) -> str:
        """The call as it is written."""
        if not (inspect.isclass(self.thing) or inspect.isfunction(self.thing)):
            return ""
        return "(" + ", ".join(self.parameters) + ")"


def _takes_a_message(thing: object) -> bool:
    """Whether this is an error without a constructor of its own."""
    return inspect.isclass(thing) and issubclass(thing, Exception) and "__init__" not in vars(thing)


def subpackages() -> list[str]:
    """The public subpackages of regulars."""
    regulars = importlib.import_module("regulars")
    return [name for name in regulars.__all__ if isinstance(getattr(regulars, name), ModuleType)]


def modules() -> Iterator[tuple[str, ModuleType]]:
    """The names under which public things are reached, with their modules."""
    yield "regulars", importlib.import_module("regulars")
    for name in subpackages():
        yield f"regulars.{name}", importlib.import_module(f"regulars.{name}")


def of_module(prefix: str, module: ModuleType) -> Iterator[Public]:
    """The public names of a module, and of its classes their own methods and properties."""
    for name in sorted(module.__all__, key=str.casefold):
        thing = getattr(module, name)
        if isinstance(thing, ModuleType):
            continue
        yield Public(f"{prefix}.{name}", thing)
        if inspect.isclass(thing):
            yield from of_class(f"{prefix}.{name}", thing)


def of_class(prefix: str, owner: type) -> Iterator[Public]:
    """The public methods and properties that a class, or a private base of it, defines."""
    for name, thing in inspect.getmembers_static(owner):
        is_method = inspect.isfunction(thing) or isinstance(thing, property | classmethod | staticmethod)
        home = next((base for base in owner.__mro__ if name in vars(base)), owner)
        foreign = not home.__module__.startswith("regulars") or (home is not owner and not _is_private(home))
        if name.startswith("_") or not is_method or foreign:
            continue
        plain = thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing
        yield Public(f"{prefix}.{name}", plain, owner)


def _is_private(owner: type) -> bool:
    return owner.__name__.startswith("_") or "._" in owner.__module__


def everything() -> Iterator[Public]:
    """Every public name once."""
    seen: set[int] = set()
    for prefix, module in modules():
        for public in of_module(prefix, module):
            if id(public.thing) not in seen:
                seen.add(id(public.thing))
                yield public


def page() -> str:
    """The page of the documentation."""
    out = ["# Reference", ""]
    out += ["Every public name, made from the code by `tools/reference.py`. What an argument is, in which unit and"]
    out += ["range, what comes back and which errors there are, `help(name)` says.", ""]
    out += ["## Words that mean the same everywhere", "", "| argument | what it is |", "|---|---|"]
    out += [f"| `{word}` | {meaning} |" for word, meaning in GLOSSARY.items()] + [""]
    for prefix, module in modules():
        first = (module.__doc__ or "").strip().partition("\n")[0]
        out += [f"## {prefix}", "", first, ""]
        for public in of_module(prefix, module):
            depth = "  " if public.owner else ""
            short = public.name.removeprefix(f"{prefix}.")
            out.append(f"{depth}- `{short}{_shown(public)}`: {_sentence(public)}")
        out.append("")
    return "\n".join(out)


def _shown(public: Public) -> str:
    is_result = inspect.isclass(public.thing) and not _is_made_by_users(public.thing)
    return "" if is_result else public.signature


def _is_made_by_users(owner: type) -> bool:
    """Whether a class says what its parameters are; results are made by the library."""
    return "Parameters" in Public("", owner).sections


def _sentence(public: Public) -> str:
    if not public.docstring or not (callable(public.thing) or isinstance(public.thing, property)):
        return f"`{public.thing!r}`" if not dataclasses.is_dataclass(public.thing) else "value"
    return public.summary


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, end with 1 where the page is old")
    text = page()
    if parser.parse_args().check:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
