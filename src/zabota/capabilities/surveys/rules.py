"""What an answer may be, what it makes of its author, and which question comes next. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys.contracts import BadAnswerError, Group, Kind
from zabota.capabilities.surveys.questionnaire import (
    CONTACT,
    LONGEST_CONTACT,
    LONGEST_TEXT,
    QUOTE,
    SCORE,
    WHY,
    Question,
    QuestionKind,
    Questionnaire,
    steps,
)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One question's answer: the part that fits its kind."""

    number: int | None = None
    text: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.text and not self.choices


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What is known of one person's answers so far."""

    score: int | None = None
    words: str = ""
    may_contact: bool | None = None
    contact: str = ""
    may_quote: bool | None = None
    answers: Mapping[str, Given] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()

    def told(self, step: str) -> bool:
        """Whether the step is behind him, answered or left out."""
        return step in self.passed


def score_of(asked: Questionnaire, filled: Filled) -> float | None:
    """The score as it is counted: the number given, or of CSI the weighted index once every item has its number.

    CSI = Σ wᵢ · (sᵢ − first) / (last − first) / Σ wᵢ · 100.
    """
    if asked.kind != Kind.CSI:
        return None if filled.score is None else float(filled.score)
    told = [(one, filled.answers[one.id].number) for one in asked.items if one.id in filled.answers]
    if len(told) < len(asked.items) or not told:
        return None
    total = sum(one.weight for one, _number in told)
    parts = sum(one.weight * ((number or 0) - one.first) / (one.last - one.first) for one, number in told)
    return round(100 * parts / total, 6)


def group_of(asked: Questionnaire, score: float | None) -> Group | None:
    if score is None:
        return None
    if score <= asked.scale.low_at_most:
        return Group.LOW
    return Group.HIGH if score >= asked.scale.high_from else Group.MIDDLE


def is_asked(asked: Questionnaire, step: str, filled: Filled) -> bool:
    """Whether the step's condition holds for what is known so far."""
    group = group_of(asked, score_of(asked, filled))
    if step == SCORE:
        return asked.kind != Kind.CSI
    if step == WHY:
        return group is not None and bool(any(asked.why.get(group, {}).values()))
    if step == CONTACT:
        return group in asked.asks_contact
    if step == QUOTE:
        return group in asked.asks_quote and bool(filled.words)
    question = asked.question(step)
    return question is not None and _holds(asked, question, filled, group)


def _holds(asked: Questionnaire, question: Question, filled: Filled, group: Group | None) -> bool:
    condition = question.shown_if
    if condition is None:
        return True
    if condition.question == SCORE:
        return group is not None and group.value in condition.among
    before = asked.question(condition.question)
    if before is None or not is_asked(asked, before.id, filled):
        return False
    told = filled.answers.get(condition.question, Given())
    return bool(set(told.choices) & set(condition.among))


def next_step(asked: Questionnaire, filled: Filled) -> str | None:
    """The first step that is asked and not behind him; None when all are."""
    return next((step for step in steps(asked) if not filled.told(step) and is_asked(asked, step, filled)), None)


def step_before(asked: Questionnaire, filled: Filled, step: str) -> str | None:
    """The asked step before this one, to go back to."""
    before = None
    for one in steps(asked):
        if one == step:
            return before
        if is_asked(asked, one, filled):
            before = one
    return before


def number_of_steps(asked: Questionnaire, filled: Filled) -> int:
    return sum(1 for step in steps(asked) if is_asked(asked, step, filled))


def with_answer(asked: Questionnaire, filled: Filled, *, step: str, raw: Collection[str]) -> Filled:
    """What is known after this step was answered with `raw` (the texts a form sent).

    Raises BadAnswerError for a step that is not asked, a number off the scale, an unknown choice, a required question
    left empty. Answers to questions which are no longer asked because of it go.
    """
    if not is_asked(asked, step, filled):
        raise BadAnswerError(_("This question is not asked here."), field=step)
    value = next(iter(raw), "").strip()
    if step == SCORE:
        filled = replace(filled, score=_number(value, asked.scale.first, asked.scale.last, step))
    elif step == WHY:
        filled = replace(filled, words=_text(value, step))
    elif step == CONTACT:
        is_given = value not in {"", "yes", "no"}
        contact = _text(value, step)[:LONGEST_CONTACT] if is_given else ""
        filled = replace(filled, contact=contact, may_contact=True if is_given else _yes_or_no(value, step))
    elif step == QUOTE:
        filled = replace(filled, may_quote=_yes_or_no(value, step))
    else:
        question = asked.question(step)
        if question is None:
            raise BadAnswerError(_("This question is not asked here."), field=step)
        given = _given(question, raw)
        others = {key: one for key, one in filled.answers.items() if key != step}
        filled = replace(filled, answers=others if given.is_empty else {**others, step: given})
    return _without_unasked(asked, replace(filled, passed=filled.passed | {step}))


def _without_unasked(asked: Questionnaire, filled: Filled) -> Filled:
    kept = {step for step in steps(asked) if is_asked(asked, step, filled)}
    return replace(
        filled,
        words=filled.words if WHY in kept else "",
        may_contact=filled.may_contact if CONTACT in kept else None,
        contact=filled.contact if CONTACT in kept else "",
        may_quote=filled.may_quote if QUOTE in kept else None,
        answers={key: one for key, one in filled.answers.items() if key in kept},
        passed=filled.passed & kept,
    )


def _given(question: Question, raw: Collection[str]) -> Given:
    told = [one.strip() for one in raw if one.strip()]
    if not told:
        if question.is_required:
            raise BadAnswerError(_("Please answer this question."), field=question.id)
        return Given()
    if question.kind == QuestionKind.SCALE:
        return Given(number=_number(told[0], question.first, question.last, question.id))
    if question.kind == QuestionKind.TEXT:
        return Given(text=_text(told[0], question.id))
    known = {one.id for one in question.options}
    chosen = tuple(dict.fromkeys(told if question.kind == QuestionKind.SEVERAL else told[:1]))
    if not set(chosen) <= known:
        raise BadAnswerError(_("Choose one of the answers offered."), field=question.id)
    return Given(choices=chosen)


def _number(value: str, first: int, last: int, field_name: str) -> int:
    if not value:
        raise BadAnswerError(_("Please choose a number."), field=field_name)
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and first <= int(value) <= last):
        words = _("Choose a number from %(first)d to %(last)d.") % {"first": first, "last": last}
        raise BadAnswerError(words, field=field_name)
    return int(value)


def _text(value: str, field_name: str) -> str:
    if len(value) > LONGEST_TEXT:
        words = _("At most %(most)d characters, please.") % {"most": LONGEST_TEXT}
        raise BadAnswerError(words, field=field_name)
    return value.replace("\x00", "")


def _yes_or_no(value: str, field_name: str) -> bool | None:
    if value not in {"", "yes", "no"}:
        raise BadAnswerError(_("Choose one of the answers offered."), field=field_name)
    return None if not value else value == "yes"
