"""The one place that differs by database: how words become a full-text condition."""

from dataclasses import dataclass

from zabota.foundation.search import words

MOST_WORDS = 8


@dataclass(frozen=True)
class Word:
    """Any of `whole` matches as it stands; `start` also matches words that begin with it."""

    whole: frozenset[str]
    start: str = ""


Reading = tuple[Word, ...]


def readings(text: str) -> list[Reading]:
    """The ways to understand what was typed, most literal first; the next is tried when one finds nothing."""
    found: list[Reading] = []
    if number := words.number_typed(text):
        whole = {number}
        if len(number) == words.RUSSIAN_DIGITS and number[0] in "78":
            whole.add(number[-words.NATIONAL_DIGITS :])
        found.append((Word(frozenset(whole), number),))
    typed = words.tokens(text)[:MOST_WORDS]
    if typed:
        found.append((*(Word(frozenset(words.forms(word))) for word in typed[:-1]), _beginning(typed[-1])))
        if len(typed) > 1:
            found.append(tuple(_beginning(word) for word in typed))
    return found


def _beginning(word: str) -> Word:
    return Word(frozenset(words.forms(word)), word)


def fts5(reading: Reading) -> str:
    """An FTS5 query. Tokens are letters and digits only, so quotes around them are all the escaping there is."""
    return " AND ".join("(" + " OR ".join(_alternatives(word, '"', "*")) + ")" for word in reading)


def tsquery(reading: Reading) -> str:
    return " & ".join("(" + " | ".join(_alternatives(word, "'", ":*")) + ")" for word in reading)


def _alternatives(word: Word, quote: str, star: str) -> list[str]:
    exact = [f"{quote}{form}{quote}" for form in sorted(word.whole - {word.start})]
    return [*exact, f"{quote}{word.start}{quote}{star}"] if word.start else exact
