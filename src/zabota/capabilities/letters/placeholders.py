"""What a template may ask for: a closed set of names, a default text, and questions answered when it is used.

    {{ customer.salutation | "dear customer" }}      {{ ask "delivery term" | "two weeks" }}

There are no conditions, loops or filters. Quotes may be "straight", “curly” or «angular».
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINES = "order.lines"

PLACES: dict[str, Promise] = {
    "customer.salutation": gettext_lazy("how to address the customer"),
    "customer.name": gettext_lazy("customer's name"),
    "customer.phone": gettext_lazy("customer's phone"),
    "customer.email": gettext_lazy("customer's e-mail"),
    "customer.address": gettext_lazy("customer's address"),
    "customer.city": gettext_lazy("customer's city"),
    "company.name": gettext_lazy("our company's name"),
    "company.requisites": gettext_lazy("our requisites"),
    "today": gettext_lazy("today's date in words"),
    "responsible.name": gettext_lazy("responsible colleague's name"),
    "responsible.phone": gettext_lazy("responsible colleague's phone"),
    "responsible.email": gettext_lazy("responsible colleague's e-mail"),
    "sender.name": gettext_lazy("name of whoever writes"),
    "sender.phone": gettext_lazy("phone of whoever writes"),
    "sender.email": gettext_lazy("e-mail of whoever writes"),
    "order.number": gettext_lazy("number of the last order"),
    "order.date": gettext_lazy("date of the last order"),
    "order.sum": gettext_lazy("sum of the last order"),
    LINES: gettext_lazy("lines of the last order as a table"),
}
"""Every name there is, with its meaning."""

_ANY = re.compile(r"\{\{(.*?)\}\}|\{\{|\}\}")
_QUOTED = r"""(?:"([^"]*)"|«([^»]*)»|“([^”]*)”)"""
_INSIDE = re.compile(rf"\s*(?:ask\s*{_QUOTED}|([^\s|\"«“]+))\s*(?:\|\s*{_QUOTED}\s*)?")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Where a template cannot be understood, counted from 1, and how to mend it."""

    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return _("Line %(line)s, character %(column)s: %(text)s") % {
            "line": self.line, "column": self.column, "text": self.text,
        }  # fmt: skip


class TemplateError(ValueError):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One placeholder: either `name` or, asked when the template is used, `question`; `default` None is none."""

    start: int
    end: int
    line: int
    name: str = ""
    question: str = ""
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The text with what is known put in; what is `missing` still stands there as it was written."""

    text: str
    missing: tuple[Mark, ...]


def marks_in(text: str) -> list[Mark]:
    """Every placeholder in its order; raises TemplateError that names each one that is not understood."""
    marks: list[Mark] = []
    problems: list[Problem] = []
    for found in _ANY.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        read = (
            _read(found, line) if found[1] is not None else _("the braces have no pair: write {{ name }} in one line.")
        )
        if isinstance(read, Mark):
            marks.append(read)
        else:
            problems.append(Problem(line=line, column=column, text=read))
    if problems:
        raise TemplateError(problems)
    return marks


def questions_in(*texts: str) -> dict[str, str]:
    """What has to be asked, once each, with the default answer."""
    asked: dict[str, str] = {}
    for mark in (mark for text in texts for mark in marks_in(text) if mark.question):
        asked[mark.question] = asked.get(mark.question) or mark.default or ""
    return asked


def fill(
    text: str, *, values: Mapping[str, str], answers: Mapping[str, str], escape: Callable[[str], str] = str
) -> Filled:
    """Put values, `escape`d, and answers in; an empty one takes the default, and without one stays to be seen."""
    pieces: list[str] = []
    missing: list[Mark] = []
    last = 0
    for mark in marks_in(text):
        known = values.get(mark.name, "").strip()
        told = answers.get(mark.question, "").strip() or (mark.default or "").strip()
        pieces.append(text[last : mark.start])
        if known and mark.name == LINES:
            pieces.append(f"\n\n{known}\n\n")
        elif known:
            pieces.append(escape(re.sub(r"[ \t\r\n]+", " ", known)).replace("{{", "{ {").replace("}}", "} }"))
        elif told:
            pieces.append(told)
        else:
            missing.append(mark)
            pieces.append(text[mark.start : mark.end])
        last = mark.end
    filled = "".join([*pieces, text[last:]])
    return Filled(text=re.sub(r"\n{3,}", "\n\n", filled).strip(), missing=tuple(missing))


def _read(found: re.Match[str], line: int) -> Mark | str:
    """The placeholder, or what is wrong with it."""
    inside = _INSIDE.fullmatch(found[1])
    if inside is None:
        return _("write a name from the list, or ask and a question in quotes; a default stands in quotes after |.")
    groups = inside.groups()
    question = " ".join(next((one for one in groups[:3] if one is not None), "").split())
    name = groups[3] or ""
    if not question and name in ("", "ask"):
        return _("say in quotes what to ask.")
    if name and name not in PLACES:
        return _unknown(name)
    default = next((one for one in groups[4:] if one is not None), None)
    return Mark(start=found.start(), end=found.end(), line=line, name=name, question=question, default=default)


def _unknown(name: str) -> str:
    words = {place: place for place in PLACES} | {str(label): place for place, label in PLACES.items()}
    near = get_close_matches(name.casefold(), words, n=1, cutoff=0.5)
    if not near:
        return _("there is no “%(name)s”: take a name from the list.") % {"name": name}
    return _("there is no “%(name)s”. Did you mean %(right)s?") % {"name": name, "right": words[near[0]]}
