"""What a merged card keeps where cards differ: the fullest word, the earliest day, else what the staying one says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

BIRTHDAY = "birthday"

Values = Mapping[str, Any]


def best(name: str, cards: Mapping[int, Values], *, winner_id: int) -> int:
    """The number of the card whose `name` is to be kept. `cards`: what each card says, by its number."""
    told = [card_id for card_id, values in cards.items() if values[name] not in ("", None)]
    if not told:
        return winner_id
    told.sort(key=lambda card_id: card_id != winner_id)
    judge = _JUDGES.get(name)
    return told[0] if judge is None else max(told, key=lambda card_id: judge(cards[card_id][name]))


def differing(names: Sequence[str], cards: Sequence[Values]) -> list[str]:
    """The fields that are worth asking about: the cards say different things."""
    return [name for name in names if len({values[name] for values in cards} - {"", None}) > 1]


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
