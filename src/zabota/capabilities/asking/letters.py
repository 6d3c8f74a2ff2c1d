"""The letter with the scale in it. A pattern is made once for all who get the same words, then filled for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zabota.capabilities.asking import wording
from zabota.capabilities.asking.contracts import Words
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.questionnaire import Questionnaire

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1d1d1b"
KEY = (
    "display:inline-block;min-width:22px;padding:10px;margin:0 6px 8px 0;border:1px solid #1f6b4a;border-radius:8px;"
    "text-align:center;text-decoration:none;color:#1f6b4a;font-weight:600"
)
BUTTON = (
    "display:inline-block;padding:12px 22px;border-radius:8px;background:#1f6b4a;color:#ffffff;text-decoration:none;"
    "font-weight:600"
)
QUIET = "font-size:13px;color:#5f5b53"
LINK, OUT, HELLO, NAME = "\x01", "\x02", "\x03", "\x04"
"""Where the address of the survey, of "no more", the greeting and the name stand in a pattern."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is one person's own; `name` is how he is addressed, "" where nobody knows."""

    name: str
    survey_url: str
    unsubscribe_url: str


@dataclass(frozen=True, kw_only=True)
class Filled:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Pattern:
    language: str
    subject: str
    text: str
    html: str

    def fill(self, facts: Facts) -> Filled:
        named, nameless = wording.HELLO[self.language]
        hello = named.format(name=facts.name) if facts.name else nameless
        plain = {LINK: facts.survey_url, OUT: facts.unsubscribe_url, HELLO: hello, NAME: facts.name}
        quoted = {mark: escape(value) for mark, value in plain.items()}
        subject = " ".join(_put(self.subject, plain).split())
        return Filled(subject=subject, text=_put(self.text, plain), html=_put(self.html, quoted))


def pattern_of(asked: Questionnaire, words: Words, *, language: str, company: str, is_reminder: bool) -> Pattern:
    """The whole letter in this language but for what is one person's own."""
    body = _marked(words.body, company)
    paragraphs = [one.strip() for one in re.split(r"\n\s*\n", body) if one.strip()]
    if is_reminder:
        paragraphs.append(wording.REMINDER[language])
    question = asked.says(asked.score, language).replace("{company}", company)
    scale = _Scale(asked, language)
    tail = wording.WHY_YOU[language].format(company=company)
    text = "\n\n".join([*paragraphs, *scale.text(question), f"{tail}\n{wording.UNSUBSCRIBE[language]}: {OUT}"])
    html = "".join([*(f'<p style="margin:0 0 16px">{_lines(one)}</p>' for one in paragraphs), scale.html(question)])
    return Pattern(
        language=language, subject=_marked(words.subject, company), text=text + "\n",
        html=f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"></head><body style="margin:0;padding:16px"><div style="max-width:600px;{FONT}">'
        f'{html}<p style="{QUIET};margin:24px 0 0">{escape(tail)}<br>'
        f'<a href="{OUT}" style="{QUIET}">{escape(wording.UNSUBSCRIBE[language])}</a></p></div></body></html>',
    )  # fmt: skip


class _Scale:
    """The numbers as links that pre-fill; of an index, whose items each have a number, one button."""

    def __init__(self, asked: Questionnaire, language: str) -> None:
        self.language, self.steps = language, () if asked.kind == Kind.CSI else tuple(asked.scale.steps)
        low, high = asked.says(asked.low, language), asked.says(asked.high, language)
        first, last = asked.scale.first, asked.scale.last
        has_legend = self.steps and low and high
        legend = wording.SCALE_LEGEND[language].format(first=first, low=low, last=last, high=high)
        self.legend = legend if has_legend else ""

    def text(self, question: str) -> list[str]:
        if not self.steps:
            return [f"{wording.ANSWER[self.language]}: {LINK}"]
        keys = "\n".join(f"{step:>2}  {LINK}?score={step}" for step in self.steps)
        return [one for one in (question, self.legend, keys, wording.CONFIRM[self.language]) if one]

    def html(self, question: str) -> str:
        if not self.steps:
            words = escape(wording.ANSWER[self.language])
            return f'<p style="margin:0 0 16px"><a href="{LINK}" style="{BUTTON}">{words}</a></p>'
        keys = "".join(f'<a href="{LINK}?score={step}" style="{KEY}">{step}</a>' for step in self.steps)
        legend = f'<p style="{QUIET};margin:0 0 8px">{escape(self.legend)}</p>' if self.legend else ""
        confirm = escape(wording.CONFIRM[self.language])
        return (
            f'<p style="margin:0 0 12px;font-weight:600;font-size:18px">{escape(question)}</p>'
            f'<p style="margin:0">{keys}</p>{legend}<p style="{QUIET};margin:0">{confirm}</p>'
        )


def on_a_page(html: str) -> SafeString:
    """The letter between our own headers and footers, where looks come from a stylesheet alone."""
    inside = html[html.index("<div") : html.rindex("</body>")]
    for look, name in ((KEY, "key"), (BUTTON, "button")):
        inside = inside.replace(f'style="{look}"', f'class="a-{name}"')
    return mark_safe(re.sub(r' style="[^"]*"', "", inside))  # noqa: S308 - made above, every value escaped


def default_words(kind: Kind, *, is_again: bool) -> Mapping[str, Words]:
    if is_again:
        return wording.AGAIN
    return wording.PURCHASE if kind in {Kind.CSAT, Kind.CES} else wording.RELATION


def _marked(words: str, company: str) -> str:
    plain = re.sub(r"[\x01-\x04]", "", words)
    return plain.replace("{hello}", HELLO).replace("{name}", NAME).replace("{company}", company)


def _lines(paragraph: str) -> str:
    return escape(paragraph).replace("\n", "<br>")


def _put(pattern: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        pattern = pattern.replace(mark, value)
    return pattern
