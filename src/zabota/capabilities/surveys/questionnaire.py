"""What a survey asks, as it is kept in a version: texts in every language, conditions, thanks.

Each text is a mapping from language to words; the first language of the questionnaire stands in for a missing one.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from zabota.capabilities.surveys.contracts import SCALES, Group, Kind, Scale

Text = Mapping[str, str]

SCORE, WHY, CONTACT, QUOTE = "score", "why", "contact", "quote"
"""The steps every questionnaire may have beside its own questions."""

LONGEST_TEXT = 4000
LONGEST_CONTACT = 200


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionKind(StrEnum):
    SCALE = "scale"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"


class Option(_Frozen):
    id: str
    text: Text


class Condition(_Frozen):
    """The question is asked where the answer to `question` is among these: groups for the score, else choice ids."""

    question: str
    among: tuple[str, ...]


class Question(_Frozen):
    """`first`, `last` bound a scale; `weight` is what an item counts for in CSI, 0 for a question apart."""

    id: str
    kind: QuestionKind
    text: Text
    is_required: bool = False
    first: int = 1
    last: int = 5
    low: Text = {}
    high: Text = {}
    options: tuple[Option, ...] = ()
    weight: float = 0
    shown_if: Condition | None = None


class Thanks(_Frozen):
    text: Text
    link: str = ""
    link_text: Text = {}


class Questionnaire(_Frozen):
    """`score` is asked by every kind but CSI, whose score comes of the items among `questions`.

    `why` holds the follow-up of each group; `contact` and `quote` ask for leave to call back and to publish the words,
    of the groups they name.
    """

    kind: Kind
    languages: tuple[str, ...]
    intro: Text = {}
    score: Text = {}
    low: Text = {}
    high: Text = {}
    why: Mapping[Group, Text] = {}
    questions: tuple[Question, ...] = ()
    asks_contact: tuple[Group, ...] = ()
    asks_quote: tuple[Group, ...] = ()
    thanks: Mapping[Group, Thanks] = {}
    colour: str = ""

    @property
    def scale(self) -> Scale:
        return SCALES[self.kind]

    @property
    def items(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.weight > 0)

    def says(self, text: Text, language: str) -> str:
        """The words in this language, else in the first one that has them."""
        for one in (language, *self.languages):
            if words := text.get(one, "").strip():
                return words
        return ""

    def question(self, question_id: str) -> Question | None:
        return next((one for one in self.questions if one.id == question_id), None)


def steps(asked: Questionnaire) -> Iterator[str]:
    """Every step in its order, before any condition: items of CSI come before "why", other questions after it."""
    if asked.kind == Kind.CSI:
        yield from (one.id for one in asked.items)
    else:
        yield SCORE
    yield WHY
    yield from (one.id for one in asked.questions if not (asked.kind == Kind.CSI and one.weight > 0))
    yield QUOTE
    yield CONTACT
