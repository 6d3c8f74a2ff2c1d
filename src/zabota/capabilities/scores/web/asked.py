"""What the address of the page asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from zabota.capabilities.scores import rules
from zabota.capabilities.scores.contracts import By, Grain, Scope
from zabota.capabilities.surveys.contracts import Group, Kind

Member = TypeVar("Member", bound=StrEnum)
Known = Sequence[tuple[int, str, Kind, int]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    kind: Kind
    survey_id: int | None
    survey_ids: tuple[int, ...]
    days: int
    by: By
    grain: Grain
    group: str

    def scope(self, *, today: date, zone: ZoneInfo) -> Scope:
        return rules.scope_of(self.kind, self.survey_ids, days=self.days, today=today, zone=zone)

    def query(self, **changed: object) -> str:
        """The address of the same page with something else chosen."""
        told = {
            "kind": self.kind, "survey": self.survey_id or "", "days": self.days, "by": self.by, "grain": self.grain,
            "group": self.group,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in (told | changed).items() if value != ""})


def asked_of(given: Mapping[str, str], known: Known) -> Asked:
    """What is not said or not known falls back on the kind most was answered to."""
    number = given.get("survey", "")
    survey = next((one for one in known if str(one[0]) == number), None)
    there = [kind for _, _, kind, _ in known]
    wanted = survey[2] if survey else _member(Kind, given.get("kind"), there[0] if there else Kind.NPS)
    of_kind = [one for one in known if one[2] == wanted]
    days = given.get("days", "")
    return Asked(
        kind=wanted, survey_id=survey[0] if survey else None,
        survey_ids=(survey[0],) if survey else tuple(one[0] for one in of_kind),
        days=int(days) if days in {str(one) for one in rules.PERIODS} else rules.USUAL_PERIOD,
        by=_member(By, given.get("by"), By.SURVEY if len(of_kind) > 1 and not survey else By.BRANCH),
        grain=_member(Grain, given.get("grain"), Grain.MONTH),
        group=given.get("group", "") if given.get("group") in {one.value for one in Group} else "",
    )  # fmt: skip


def _member(kind: type[Member], told: str | None, usual: Member) -> Member:
    return next((one for one in kind if one.value == told), usual)
