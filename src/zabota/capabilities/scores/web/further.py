"""What takes longer and comes after the page: the silent part with the corrected scores, and the drivers."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.scores import analysis, queries
from zabota.capabilities.scores.contracts import HIDDEN_UNDER, Histogram, Scope
from zabota.capabilities.scores.web import words
from zabota.capabilities.scores.web.asked import asked_of
from zabota.capabilities.surveys import queries as surveys
from zabota.capabilities.surveys.questionnaire import QuestionKind
from zabota.capabilities.surveys.visits import asked_in
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of

FEWEST_QUESTIONS = 2
SPEND, FIELDS = 0, ("spend", "recency", "tenure")


@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asked = asked_of(request.GET, queries.kinds(actor))
    today = timezone.localdate()
    scope = asked.scope(today=today, zone=timezone.get_current_timezone())
    counted = queries.asked_by_facts(actor, scope, today=today)
    rows = {(is_answered, _parts(facts)): n for (is_answered, facts), n in counted.items()}
    answered = sum(n for (is_answered, _facts), n in rows.items() if is_answered)
    enough = answered >= HIDDEN_UNDER
    found = analysis.silent_part(rows, FIELDS) if enough else []
    shown = {
        "rows": [_difference(one) for one in sorted(found, key=_in_order)],
        "differs": any(one.verdict == "differs" for one in found),
        **_corrected(actor, scope, today=today, counted=counted), **_by_worth(actor, scope),
    }  # fmt: skip
    return render(request, "scores/silent.html", shown)


def _corrected(
    actor: Actor, scope: Scope, *, today: date, counted: Mapping[tuple[bool, str], int]
) -> dict[str, object]:  # fmt: skip
    """By bands of spend: what the score would be had each band answered alike."""
    told: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for facts, counts in queries.answers_by_facts(actor, scope, today=today).items():
        told[_parts(facts)[SPEND]].update(counts)
    invited = Counter[str]()
    for (_answered, facts), n in counted.items():
        invited[_parts(facts)[SPEND]] += n
    answers: dict[str, Histogram] = {part: counts for part, counts in told.items() if part in invited}
    if not answers:
        return {}
    plain = Counter[float]()
    for counts in answers.values():
        plain.update(counts)
    corrected, short = analysis.corrected_score(scope.kind, answers, invited)
    return {
        "plain": words.bar(scope.kind, analysis.score_of(scope.kind, plain)),
        "corrected": words.bar(scope.kind, corrected) if corrected else None,
        "effective": formats.number(round(corrected.effective_n)) if corrected else "",
        "short": [(words.facts(part), formats.number(round(n))) for part, n in short.items()],
    }  # fmt: skip


def _by_worth(actor: Actor, scope: Scope) -> dict[str, object]:
    rows = [(score, max(worth or 0, 0)) for score, worth in queries.answers_by_worth(actor, scope)]
    if len(rows) < analysis.SCORE_BASE:
        return {}
    found = analysis.weighted_score(scope.kind, [score for score, _w in rows], [worth for _s, worth in rows])
    return {"worth": words.bar(scope.kind, found), "worth_effective": formats.number(round(found.effective_n))}


def _parts(facts: str) -> tuple[str, ...]:
    return tuple(facts.split("|")) if facts else ("", "", "")


def _in_order(one: analysis.Difference) -> tuple[int, int]:
    return FIELDS.index(one.field), words.FACTS.index(one.part)


def _difference(one: analysis.Difference) -> dict[str, object]:
    return {
        "part": words.facts(one.part), "answered": formats.percent(one.answered, 0),
        "silent": formats.percent(one.silent, 0), "verdict": one.verdict,
    }  # fmt: skip


@require_GET
def drivers(request: HttpRequest) -> HttpResponse:
    """Of one survey: which of its further questions go together with the score."""
    actor = actor_of(request)
    asked = asked_of(request.GET, queries.kinds(actor))
    survey_id = asked.survey_ids[0] if len(asked.survey_ids) == 1 else None
    scope = asked.scope(today=timezone.localdate(), zone=timezone.get_current_timezone())
    names = _questions(actor, survey_id) if survey_id else {}
    if len(names) < FEWEST_QUESTIONS:
        return render(request, "scores/drivers.html", {"sentence": _no_questions(survey_id)})
    told = [one for one in queries.ratings(actor, scope, list(names)).values() if len(one[1]) == len(names)]
    if missing := analysis.drivers_missing(len(told), len(names)):
        sentence = _("%(n)s more answers to all the questions and we show what goes together with the score.")
        return render(request, "scores/drivers.html", {"sentence": sentence % {"n": formats.number(missing)}})
    found = analysis.drivers_of(
        [[given[code] for code in names] for _score, given in told], [score for score, _given in told],
        list(names.values()),
    )  # fmt: skip
    if found is None:
        return render(request, "scores/drivers.html", {"sentence": _("All gave the same score: nothing explains it.")})
    rows = [
        {"name": one.name, "is_positive": one.is_positive,
         "bar": {"value": 100 * one.share, "low": 100 * one.low, "high": 100 * one.high, "least": 0, "most": 100,
                 "figure": formats.percent(one.share, 0), "words": _span(one)}}
        for one in found.rows
    ]  # fmt: skip
    shown = {"rows": rows, "explained": formats.percent(found.explained, 0), "n": words.answers(found.n)}
    return render(request, "scores/drivers.html", shown)


def _span(one: analysis.Driver) -> str:
    return _("from %(low)s to %(high)s") % {
        "low": formats.percent(one.low, 0), "high": formats.percent(one.high, 0)
    }  # fmt: skip


def _questions(actor: Actor, survey_id: int) -> dict[str, str]:
    """Scales asked besides the score; the items of an index are the index and explain nothing."""
    version = surveys.get_survey(actor, survey_id=survey_id).version
    if version is None:
        return {}
    asked = asked_in(version)
    scales = [one for one in asked.questions if one.kind == QuestionKind.SCALE and not one.weight]
    return {one.id: asked.says(one.text, get_language() or "en") for one in scales}


def _no_questions(survey_id: int | None) -> str:
    if survey_id is None:
        return _("Choose one survey: the drivers come from its further questions.")
    return _("Ask two or more further questions on a scale in the survey, and we show what goes with the score.")
