"""What a person chooses on the pages of the audit, by the address and by the fields that change it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.value.analysis import AuditChoice, AuditFrame, Lens
from zabota.capabilities.value.audit_words import period_name

GRAINS: dict[str, Promise] = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
LONGER = {"month": ("month", "quarter", "year"), "quarter": ("quarter", "year"), "year": ("year",)}
LONGEST_LABEL = 8


@dataclass(frozen=True)
class Option:
    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class Chooser:
    name: str
    label: str | Promise
    options: list[Option]


def choice_of(request: HttpRequest) -> AuditChoice:
    """From the address; what cannot be a choice is dropped."""
    given = {name: request.GET.get(name, "") for name in ("before", "after", "cohort")}
    labels = {name: value if len(value) <= LONGEST_LABEL else "" for name, value in given.items()}
    grain, cohort_grain = request.GET.get("grain", ""), request.GET.get("cohort_grain", "")
    return AuditChoice(
        grain=grain if grain in GRAINS else "", cohort_grain=cohort_grain if cohort_grain in GRAINS else "", **labels
    )


def choosers(frame: AuditFrame, lens: Lens | None) -> list[Chooser]:
    """The fields a chapter depends on; the opening page shows the two grains only."""
    choice = frame.choice
    found = [
        Chooser("grain", _("Period"), _options(GRAINS, choice.grain)),
        Chooser("cohort_grain", _("Cohort of a"), _options(_longer(choice.grain), choice.cohort_grain)),
    ]
    periods = {label: period_name(label) for label in reversed(frame.periods)}
    if lens in (Lens.ONE_PERIOD, Lens.TWO_PERIODS):
        found.append(Chooser("after", _("Look at"), _options(periods, choice.after)))
    if lens is Lens.TWO_PERIODS and choice.before:
        earlier = {label: name for label, name in periods.items() if label < choice.after}
        found.append(Chooser("before", _("Compare with"), _options(earlier, choice.before)))
    if lens is Lens.ONE_COHORT:
        cohorts = {label: period_name(label) for label in reversed(frame.cohorts)}
        found.append(Chooser("cohort", _("Won in"), _options(cohorts, choice.cohort)))
    return found


def _longer(grain: str) -> dict[str, Promise]:
    return {name: GRAINS[name] for name in LONGER.get(grain, ("year",))}


def _options(labels: dict[str, Promise] | dict[str, str], chosen: str) -> list[Option]:
    return [Option(value, label, value == chosen) for value, label in labels.items()]
