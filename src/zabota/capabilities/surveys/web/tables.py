"""Answers as rows: filtered, a page at a time, as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.surveys import queries
from zabota.capabilities.surveys.contracts import GROUP_NAME, KIND_NAMES, SCALES, Group, Kind
from zabota.capabilities.surveys.models import Response, Survey
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.tabular_out import Cell

TONES = {Group.HIGH: "good", Group.MIDDLE: "hollow", Group.LOW: "alarm"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    survey_id: int | None = None
    group: str = ""
    words: str = ""
    show: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.survey_id or self.group or self.words or self.show)


def asked_of(given: Mapping[str, str]) -> Asked:
    number, group, show = given.get("survey", ""), given.get("group", ""), given.get("show", "")
    return Asked(
        survey_id=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None,
        group=group if group in {one.value for one in Group} else "", words=given.get("q", "").strip()[:100],
        show=show if show in {"words", "aside"} else "",
    )  # fmt: skip


def filtered(actor: Actor, asked: Asked) -> QuerySet[Response]:
    """Those put aside stand in a list of their own."""
    rows = queries.responses(actor).filter(score__isnull=False)
    rows = rows.exclude(suspicion="") if asked.show == "aside" else rows.filter(suspicion="")
    if asked.show == "words":
        rows = rows.exclude(words="")
    if asked.survey_id is not None:
        rows = rows.filter(survey_id=asked.survey_id)
    if asked.group:
        rows = rows.filter(group=asked.group)
    if asked.words:
        rows = rows.filter(words__icontains=asked.words)
    return rows.select_related("survey", "customer", "employee", "branch").order_by("-id")


def counts(actor: Actor, survey: Survey) -> dict[str, int]:
    """How many of each group, and how many are put aside: one query."""
    told = {group.value: Count("pk", filter=Q(group=group, suspicion="")) for group in Group}
    rows = queries.responses(actor).filter(survey=survey, score__isnull=False).order_by()
    found: dict[str, int] = rows.aggregate(
        total=Count("pk", filter=Q(suspicion="")), aside=Count("pk", filter=~Q(suspicion="")), **told
    )
    return found


def row_of(response: Response) -> dict[str, object]:
    kind = Kind(response.survey.kind)
    group = Group(response.group) if response.group else None
    now = timezone.now()
    at = response.answered_at
    is_day = response.survey.is_anonymous and at is not None
    today = timezone.localdate(now)
    return {
        "response": response, "kind": KIND_NAMES[kind], "score": score_words(response), "group": group,
        "group_name": GROUP_NAME[group] if group and kind == Kind.NPS else "", "tone": TONES[group] if group else "",
        "when": formats.day(timezone.localdate(at), today=today) if is_day and at else formats.moment(at, now=now),
    }  # fmt: skip


def score_words(response: Response) -> str:
    kind = Kind(response.survey.kind)
    if response.score is None:
        return ""
    most = 100 if kind == Kind.CSI else SCALES[kind].last
    return formats.n_of_m(round(response.score), most)


def header() -> list[str]:
    return [
        _("Survey"), _("When"), _("Score"), _("Group"), _("Words"), _("Customer"), _("About whom"), _("Branch"),
        _("Way"), _("May be published"),
    ]  # fmt: skip


def export_rows(rows: QuerySet[Response]) -> Iterator[list[Cell]]:
    for one in rows.iterator(chunk_size=1000):
        yield [
            one.survey.name, timezone.localdate(one.answered_at) if one.answered_at else None, one.score,
            str(GROUP_NAME[Group(one.group)]) if one.group else "", one.words,
            one.customer.name if one.customer else "", one.employee.name if one.employee else "",
            one.branch.name if one.branch else "", str(one.get_channel_display()), _yes(one.may_quote),
        ]  # fmt: skip


def _yes(told: bool | None) -> str:
    if told is None:
        return ""
    return _("yes") if told else _("no")
