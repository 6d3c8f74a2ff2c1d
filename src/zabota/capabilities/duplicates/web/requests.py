from django.http import QueryDict

LONGEST_NUMBER = 18


def ids_of(given: QueryDict) -> list[int]:
    """The cards meant, each once, in the order given."""
    return list(dict.fromkeys(one for text in given.getlist("id") if (one := number_of(text)) is not None))


def number_of(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None
