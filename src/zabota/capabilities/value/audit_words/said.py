"""A finding in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """`statement` is the fact, `meaning` how to read it, `advice` what to do; `is_caution` marks a warning."""

    statement: str
    meaning: str = ""
    advice: str = ""
    is_caution: bool = False
