"""Scores on one page: how sure, where, since when, and whether anything really moved."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.scores import analysis, queries, slicing
from zabota.capabilities.scores.contracts import BY_NAMES, HIDDEN_UNDER, MARK_EVENTS, By, Grain, Histogram
from zabota.capabilities.scores.web import pictures, words
from zabota.capabilities.scores.web.asked import Asked, Known, asked_of
from zabota.capabilities.scores.web.marks import MarkForm
from zabota.capabilities.surveys.contracts import GROUP_NAMES, KIND_NAMES, SCALES, Group, Kind
from zabota.capabilities.surveys.models import Response
from zabota.foundation.design import formats
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing.tabular_out import Cell
from zabota.foundation.listing.exports import table_response


@require_GET
def scores(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    known = queries.kinds(actor)
    if not known:
        return render(request, "scores/nothing.html")
    asked = asked_of(request.GET, known)
    today = timezone.localdate()
    scope = asked.scope(today=today, zone=timezone.get_current_timezone())
    found, rates = queries.slices(actor, scope, asked.by), queries.rates(actor, scope, asked.by)
    rows, hidden = slice_rows(scope.kind, asked.by, found, rates)
    if (kind := request.GET.get("format", "")) in {"csv", "xlsx"}:
        return table_response(_header(asked), _file_rows(rows), kind=kind, name=_("scores"))
    # Segments overlap and leave people out; every other way of telling apart takes each answer once.
    before, now = queries.two_periods(actor, scope) if asked.by == By.SEGMENT else queries.together(found)
    rate = queries.rate(actor, scope) if not rates else queries.rate_together(rates)
    shown = {
        "asked": asked, "kinds": _kinds(asked, known), "surveys": [one for one in known if one[2] == asked.kind],
        "choices": _choices(asked), "rows": rows, "hidden": hidden, "by_name": BY_NAMES[asked.by],
        **_head(asked.kind, before, now, rate),
        **pictures.trend(actor, asked, scope, today=today),
        "said": [_said(one, today) for one in queries.words(actor, scope, group=asked.group)],
        "marks": queries.marks(actor), "may_mark": actor.may(MARK_EVENTS), "mark_form": MarkForm(),
        "query": asked.query(), "what": words.what(asked.kind),
    }  # fmt: skip
    return render(request, "scores/scores.html", shown)


def _head(kind: Kind, before: Histogram, now: Histogram, rate: queries.Rate) -> dict[str, object]:
    found, earlier = analysis.score_of(kind, now), analysis.score_of(kind, before)
    change = analysis.change_of(kind, before, now)
    verdict, direction = words.verdict(change)
    parts = analysis.groups_of(now) if kind == Kind.NPS else ()
    return {
        "bar": words.bar(kind, found), "base": words.answers(found.n), "mean": words.mean(kind, found), "rate": rate,
        "verdict": verdict, "direction": direction, "moved": words.moved(change),
        "earlier": words.bar(kind, earlier), "earlier_base": words.answers(earlier.n),
        "parts": [(GROUP_NAMES[group], formats.number(n)) for group, n in zip(Group, parts, strict=False)],
        "answer": _answer(kind, found), "certainty": _certainty(change),
    }  # fmt: skip


def _answer(kind: Kind, found: analysis.Shown) -> str:
    if found.value is None or found.low is None or found.high is None:
        return f"{words.answers(found.n)}. {words.missing(found.missing)}."
    return _("%(kind)s is %(score)s, %(span)s.") % {
        "kind": KIND_NAMES[kind], "score": words.figure(kind, found.value),
        "span": words.span(kind, found.low, found.high),
    }  # fmt: skip


def _certainty(change: analysis.Moved | None) -> str:
    if change is None:
        return _("There is nothing to compare it with yet.")
    told = {
        "real_change": _("Since the period before it has really changed"),
        "noise": _("Since the period before it has not changed: the difference is noise"),
        "too_few_answers": _("Too few answers to tell whether it has changed"),
    }
    return f"{told[change.verdict]}: {words.moved(change)}."


def slice_rows(
    kind: Kind, by: By, found: queries.Slices, rates: Mapping[Any, queries.Rate]
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """A row a group, the largest first; and how many groups are too small to be shown."""
    names = slicing.names_of(by, found)
    rows, hidden = [], 0
    for key, (before, now) in found.items():
        if (n := sum(now.values())) < HIDDEN_UNDER:
            hidden += n > 0
            continue
        row = _row(kind, names.get(key, slicing.without_name(by)), before, now, rates.get(key))
        rows.append(row | {"key": key})
    return sorted(rows, key=_in_order(by)), hidden


def _in_order(by: By) -> Callable[[dict[str, Any]], tuple[float, str]]:
    """Tenths from the best on, other groups by size."""
    if by == By.TENTH:
        return lambda row: (row["key"] or math.inf, row["name"])
    return lambda row: (-row["n"], row["name"])


def _row(kind: Kind, name: str, before: Histogram, now: Histogram, rate: queries.Rate | None) -> dict[str, Any]:
    found = analysis.score_of(kind, now)
    # What a small group said before is not to be worked out from its change.
    change = analysis.change_of(kind, before, now) if sum(before.values()) >= HIDDEN_UNDER else None
    verdict, direction = words.verdict(change)
    return {
        "name": name, "n": found.n, "bar": words.bar(kind, found), "shown": found, "rate": rate, "verdict": verdict,
        "direction": direction, "moved": words.moved(change), "change": change,
        "mean": words.mean(kind, found),
    }  # fmt: skip


def _said(response: Response, today: date) -> dict[str, object]:
    """Of an anonymous survey no customer and nothing finer than the day."""
    kind = Kind(response.survey.kind)
    most = 100 if kind == Kind.CSI else SCALES[kind].last
    at = response.answered_at
    return {
        "response": response, "score": formats.n_of_m(round(response.score or 0), most),
        "when": formats.day(timezone.localdate(at), today=today) if at else "",
        "customer": None if response.survey.is_anonymous else response.customer,
    }  # fmt: skip


def _kinds(asked: Asked, known: Known) -> list[dict[str, object]]:
    counts: dict[Kind, int] = {}
    for _id, _name, kind, n in known:
        counts[kind] = counts.get(kind, 0) + n
    return [
        {"label": KIND_NAMES[kind], "url": asked.query(kind=kind, survey="", by=""), "current": kind == asked.kind,
         "count": formats.number(n)}
        for kind, n in counts.items()
    ]  # fmt: skip


def _choices(asked: Asked) -> dict[str, object]:
    periods = {30: _("30 days"), 90: _("90 days"), 365: _("12 months")}
    grains = {Grain.MONTH: _("By month"), Grain.WEEK: _("By week")}
    return {
        "days": list(periods.items()), "by": list(BY_NAMES.items()),
        "grains": [
            {"label": name, "url": asked.query(grain=grain), "current": grain == asked.grain}
            for grain, name in grains.items()
        ],
        "groups": list(GROUP_NAMES.items()),
    }  # fmt: skip


def _header(asked: Asked) -> list[str]:
    return [
        str(BY_NAMES[asked.by]), _("Answers"), str(KIND_NAMES[asked.kind]), _("Range from"), _("Range to"), _("Mean"),
        _("Reached"), _("Answered of those invited"), _("Moved by"), _("Change from"), _("Change to"), _("Verdict"),
        _("Answers missing"),
    ]  # fmt: skip


def _file_rows(rows: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    verdicts: Mapping[str, str] = {
        "real_change": _("real change"), "noise": _("noise"), "too_few_answers": _("too few answers")
    }  # fmt: skip
    for row in rows:
        shown, change, rate = row["shown"], row["change"], row["rate"]
        told = [None if one is None else round(one, 1) for one in (shown.value, shown.low, shown.high, shown.mean)]
        yield [
            row["name"], shown.n, *told, *((rate.reached, rate.answered) if rate else (None, None)),
            *((round(change.observed, 1), round(change.low, 1), round(change.high, 1), verdicts[change.verdict],
               change.missing) if change else (None, None, None, None, None)),
        ]  # fmt: skip
