"""Few enough cohorts for one picture: by their own period, else by quarter, else by year, else the oldest together."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from zabota.capabilities.value.audit_words import period_short

MOST_GROUPS = 8


def grouped(cohorts: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """Sum the values of cohorts into at most eight groups, oldest first, named for a reader."""
    levels: tuple[Callable[[str], str], ...] = (str, _quarter_of, _year_of)
    for level in levels:
        if len({level(label) for label in cohorts}) <= MOST_GROUPS:
            return _summed(cohorts, lambda label, level=level: period_short(level(label)))  # type: ignore[misc]
    years = sorted({_year_of(label) for label in cohorts})
    first_shown = years[-MOST_GROUPS + 1]
    older = _("before %(year)s") % {"year": first_shown}
    return _summed(cohorts, lambda label: _year_of(label) if _year_of(label) >= first_shown else older)


def _summed(cohorts: Mapping[str, Sequence[float]], name: Callable[[str], str]) -> dict[str, list[float]]:
    groups: dict[str, list[float]] = {}
    for label, values in cohorts.items():
        known = groups.setdefault(name(label), [0.0] * len(values))
        groups[name(label)] = [a + b for a, b in zip(known, values, strict=True)]
    return groups


def _year_of(label: str) -> str:
    return label[:4]


def _quarter_of(label: str) -> str:
    if len(label) == len("2011-07") and label[5:].isdigit():
        return f"{label[:4]}-Q{(int(label[5:]) + 2) // 3}"
    return label
