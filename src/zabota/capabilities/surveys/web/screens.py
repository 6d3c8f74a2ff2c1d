"""One step of a survey as it is shown: the words, the control and what was chosen before. No HTML here."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zabota.capabilities.surveys import rules
from zabota.capabilities.surveys.questionnaire import (
    CONTACT,
    QUOTE,
    SCORE,
    WHY,
    Question,
    QuestionKind,
    Questionnaire,
    Text,
    steps,
)
from zabota.capabilities.surveys.rules import Filled


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Whose words in which language; `is_named` when we know whom we ask."""

    asked: Questionnaire
    language: str
    company: str
    is_named: bool = True

    def say(self, text: Text) -> str:
        return self.asked.says(text, self.language).replace("{company}", self.company)


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Screen:
    """`control` is numbers, buttons, checks, line or text. `number` of `total` is how far one is."""

    step: str
    title: str = ""
    control: str = "text"
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    text: str = ""
    is_required: bool = False
    number: int = 1
    total: int = 1
    back: str = ""


def screen_of(speech: Speech, filled: Filled, *, step: str, ahead: str = "") -> Screen:
    """`ahead` is a number a letter brought along: it is shown as chosen and counts only once it is sent."""
    asked = speech.asked
    total = max(rules.number_of_steps(asked, filled), 1)
    place = Screen(
        step=step, total=total, number=_place(asked, filled, step), back=rules.step_before(asked, filled, step) or ""
    )
    if step == SCORE:
        chosen = ahead or ("" if filled.score is None else str(filled.score))
        return replace(
            place, title=speech.say(asked.score), control="numbers", is_required=True, low=speech.say(asked.low),
            choices=_numbers(asked.scale.first, asked.scale.last, chosen), high=speech.say(asked.high),
        )  # fmt: skip
    if step == WHY:
        group = rules.group_of(asked, rules.score_of(asked, filled))
        return replace(place, title=speech.say(asked.why.get(group, {}) if group else {}), text=filled.words)
    if step == CONTACT and not speech.is_named:
        title = _("If you would like us to get back to you, leave a phone number or an e-mail")
        return replace(place, title=title, control="line", text=filled.contact)
    if step == CONTACT:
        return _leave(place, _("May we contact you about your answer?"), _("Only about this."), filled.may_contact)
    if step == QUOTE:
        hint = _("Without your surname. You can take it back at any time.")
        return _leave(place, _("May we publish your words?"), hint, filled.may_quote)
    question = asked.question(step)
    if question is None:
        raise KeyError(step)
    return _question(speech, place, question, filled.answers.get(step, rules.Given()))


def _leave(place: Screen, title: str, hint: str, told: bool | None) -> Screen:
    """May we call back, may we publish: yes, no, or nothing said."""
    choices = (
        Choice(value="yes", words=_("Yes, you may"), is_chosen=told is True),
        Choice(value="no", words=_("No, better not"), is_chosen=told is False),
    )
    return replace(place, title=title, hint=hint, control="buttons", choices=choices)


def _question(speech: Speech, place: Screen, question: Question, given: rules.Given) -> Screen:
    place = replace(place, title=speech.say(question.text), is_required=question.is_required)
    if question.kind == QuestionKind.TEXT:
        return replace(place, text=given.text)
    if question.kind == QuestionKind.SCALE:
        chosen = "" if given.number is None else str(given.number)
        return replace(
            place, control="numbers", choices=_numbers(question.first, question.last, chosen),
            low=speech.say(question.low), high=speech.say(question.high),
        )  # fmt: skip
    choices = tuple(
        Choice(value=one.id, words=speech.say(one.text), is_chosen=one.id in given.choices) for one in question.options
    )
    return replace(place, control="checks" if question.kind == QuestionKind.SEVERAL else "buttons", choices=choices)


def _numbers(first: int, last: int, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(one), words=str(one), is_chosen=str(one) == chosen) for one in range(first, last + 1))


def _place(asked: Questionnaire, filled: Filled, step: str) -> int:
    before = 0
    for one in steps(asked):
        if one == step:
            break
        before += rules.is_asked(asked, one, filled)
    return before + 1


@dataclass(frozen=True, kw_only=True)
class ThanksShown:
    words: str
    link: str = ""
    link_words: str = ""


def thanks_of(speech: Speech, filled: Filled) -> ThanksShown:
    """The words of thanks for his group, and a link with its words where there is one."""
    group = rules.group_of(speech.asked, rules.score_of(speech.asked, filled))
    told = speech.asked.thanks.get(group) if group else None
    if told is None:
        return ThanksShown(words=_("Thank you!"))
    words = speech.say(told.text) or _("Thank you!")
    return ThanksShown(words=words, link=told.link, link_words=speech.say(told.link_text))
