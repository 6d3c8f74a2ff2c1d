"""When a customer may be written to: pure."""

from dataclasses import dataclass
from datetime import date

from zabota.capabilities.customers.models import Purpose


@dataclass(frozen=True, kw_only=True)
class Word:
    """The customer's latest word on e-mail for a purpose: what, when, how it was told."""

    is_given: bool
    on: date
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """`word` is the withdrawal; None: a consent was needed and never given."""

    word: Word | None


def refusal_of(purpose: str, word: Word | None) -> Refusal | None:
    """A withdrawal always holds; offers and news need a consent that was given; the rest needs none."""
    if word is not None:
        return None if word.is_given else Refusal(word=word)
    return Refusal(word=None) if purpose == Purpose.MARKETING else None
