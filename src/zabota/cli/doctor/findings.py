from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: what was seen, and the mend where one is needed."""

    check: str
    title: str
    verdict: Verdict
    seen: str
    mend: str = ""


def fine(check: str, title: str, seen: str) -> Finding:
    return Finding(check=check, title=title, verdict=Verdict.OK, seen=seen)


def warning(check: str, title: str, seen: str, mend: str) -> Finding:
    return Finding(check=check, title=title, verdict=Verdict.WARNING, seen=seen, mend=mend)


def problem(check: str, title: str, seen: str, mend: str) -> Finding:
    return Finding(check=check, title=title, verdict=Verdict.PROBLEM, seen=seen, mend=mend)
