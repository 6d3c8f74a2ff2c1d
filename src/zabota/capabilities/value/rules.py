"""Decisions about value that need no database: when a number may be shown, and what a trend is called."""

from dataclasses import dataclass
from datetime import date

from zabota.capabilities.value.contracts import Readiness, Trend

FEW_REPEAT_CUSTOMERS = 50
TOO_FEW_REPEAT_CUSTOMERS = 10
SHORT_HISTORY_DAYS = 365
TOO_SHORT_HISTORY_DAYS = 90
NOTABLE_CHANGE = 0.25
FEWEST_HIDDEN_WEEKS = 13
MOST_HIDDEN_WEEKS = 52


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """One thing the history lacks: what, how much there is, how much is needed."""

    code: str
    present: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    readiness: Readiness
    shortages: tuple[Shortage, ...]


def judge_history(*, repeat_customers: int, history_days: int) -> Verdict:
    """Whether the models may speak: aloud, only in wide ranges, or not at all."""
    shortages = []
    if repeat_customers < FEW_REPEAT_CUSTOMERS:
        shortages.append(Shortage(code="repeat_customers", present=repeat_customers, needed=FEW_REPEAT_CUSTOMERS))
    if history_days < SHORT_HISTORY_DAYS:
        shortages.append(Shortage(code="history_days", present=history_days, needed=SHORT_HISTORY_DAYS))
    hopeless = repeat_customers < TOO_FEW_REPEAT_CUSTOMERS or history_days < TOO_SHORT_HISTORY_DAYS
    readiness = Readiness.REFUSED if hopeless else Readiness.THIN if shortages else Readiness.READY
    return Verdict(readiness=readiness, shortages=tuple(shortages))


def held_out_weeks(*, history_days: int) -> int:
    """How many of the last weeks to hide from the models as a test: a quarter of the history; 0 of less than a year."""
    if history_days < SHORT_HISTORY_DAYS:
        return 0
    return min(max(history_days // 28, FEWEST_HIDDEN_WEEKS), MOST_HIDDEN_WEEKS)


def trend_of(
    *, last_year_minor: int, year_before_minor: int, is_silent: bool, is_new: bool, has_two_years: bool
) -> Trend:
    """Name the change of a customer's margin, the last 12 months against the 12 before."""
    if is_new:
        return Trend.NEW
    if is_silent:
        return Trend.SILENT
    if not has_two_years:
        return Trend.UNKNOWN
    if year_before_minor <= 0:
        return Trend.UP
    change = last_year_minor / year_before_minor - 1
    if abs(change) <= NOTABLE_CHANGE:
        return Trend.STEADY
    return Trend.UP if change > 0 else Trend.DOWN


def year_before(day: date, years: int = 1) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
