"""Every step of a questionnaire, walked once for each group, as the asked will see it."""

from dataclasses import dataclass

from zabota.capabilities.surveys import rules
from zabota.capabilities.surveys.contracts import GROUP_NAMES, Group
from zabota.capabilities.surveys.questionnaire import SCORE, WHY, QuestionKind, Questionnaire
from zabota.capabilities.surveys.rules import Filled
from zabota.capabilities.surveys.web.screens import Screen, Speech, ThanksShown, screen_of, thanks_of


@dataclass(frozen=True, kw_only=True)
class Walk:
    name: str
    screens: tuple[Screen, ...]
    thanks: ThanksShown


def walks_of(speech: Speech) -> list[Walk]:
    return [_walk(speech, group) for group in Group]


def _walk(speech: Speech, group: Group) -> Walk:
    asked, filled, screens = speech.asked, Filled(), []
    while (step := rules.next_step(asked, filled)) is not None:
        screens.append(screen_of(speech, filled, step=step))
        filled = rules.with_answer(asked, filled, step=step, raw=_example(asked, step, group))
    return Walk(name=str(GROUP_NAMES[group]), screens=tuple(screens), thanks=thanks_of(speech, filled))


def _example(asked: Questionnaire, step: str, group: Group) -> list[str]:
    """An answer that leads on along the way of the group."""
    scale, question = asked.scale, asked.question(step)
    if question is None:
        numbers = {Group.HIGH: scale.last, Group.MIDDLE: int(scale.low_at_most) + 1, Group.LOW: scale.first}
        return [{SCORE: str(numbers[group]), WHY: "…"}.get(step, "yes")]
    if question.options:
        return [question.options[0].id]
    if question.kind == QuestionKind.TEXT:
        return ["…"]
    share = {Group.HIGH: 1.0, Group.MIDDLE: 0.6, Group.LOW: 0.0}[group]
    return [str(round(question.first + share * (question.last - question.first)))]
