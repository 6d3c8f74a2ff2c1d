"""What a merged card keeps where the cards differ: the fullest word, the earliest day, else what the staying card says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zabota.capabilities.customers.contracts import FIELDS

BIRTHDAY = "birthday"
CHOICES = (*FIELDS, BIRTHDAY)
"""What a person may choose between cards; sets (phones, tags, orders) are united."""

Values = Mapping[str, Any]


def best(name: str, cards: Mapping[int, Values], *, winner_id: int) -> int:
    """The number of the card whose `name` is to be kept. `cards`: what each card says, by its number."""
    told = [card_id for card_id, values in cards.items() if values[name] not in ("", None)]
    if not told:
        return winner_id
    told.sort(key=lambda card_id: card_id != winner_id)
    judge = _JUDGES.get(name)
    return told[0] if judge is None else max(told, key=lambda card_id: judge(cards[card_id][name]))


def conflicting(names: Sequence[str], cards: Sequence[Values]) -> list[str]:
    """The fields that are worth asking about: at least one card says something."""
    return [name for name in names if any(values[name] not in ("", None) for values in cards)]


def _fullest(text: str) -> int:
    return len(text.split()) * 100 + len(text)


def _earliest(day: Any) -> int:  # noqa: ANN401 - a date
    return -int(day.toordinal())


def _with_a_year(day: tuple[int, int, int | None]) -> int:
    return int(day[2] is not None)


_JUDGES: dict[str, Callable[[Any], int]] = {
    "name": _fullest,
    "address": _fullest,
    "salutation": _fullest,
    "acquired_on": _earliest,
    BIRTHDAY: _with_a_year,
}
