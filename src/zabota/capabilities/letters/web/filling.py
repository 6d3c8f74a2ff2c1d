"""A template on its way to a text: the questions it asks, what is known, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.letters import facts, markup, placeholders
from zabota.capabilities.letters.models import Template
from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True, kw_only=True)
class Question:
    name: str
    label: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The text as the writer gets it; `missing` are meanings of placeholders without a value."""

    subject: str
    body: str
    missing: tuple[str, ...]


def questions_of(template: Template | None, given: QueryDict) -> list[Question]:
    """What the template asks, with the answers given so far or its own defaults."""
    if template is None:
        return []
    asked = placeholders.questions_in(template.subject, template.body)
    named = [(f"answer_{number}", label, default) for number, (label, default) in enumerate(asked.items())]
    return [Question(name=name, label=label, answer=given.get(name, default)) for name, label, default in named]


def is_answered(questions: list[Question], given: QueryDict) -> bool:
    return all(one.name in given for one in questions)


def fill(
    actor: Actor, *, template: Template, customer: Customer, questions: list[Question], order_id: int | None,
    now: datetime,
) -> Draft:  # fmt: skip
    values = facts.values_for(actor, customer=customer, language=template.language, order_id=order_id, now=now)
    return filled(template.subject, template.body, values=values, answers={one.label: one.answer for one in questions})


def filled(subject: str, body: str, *, values: Mapping[str, str], answers: Mapping[str, str]) -> Draft:
    """Raises placeholders.TemplateError."""
    head = placeholders.fill(subject, values=values, answers=answers)
    text = placeholders.fill(body, values=values, answers=answers, escape=markup.escaped)
    missing = dict.fromkeys(
        mark.question or str(placeholders.PLACES[mark.name]) for mark in head.missing + text.missing
    )
    return Draft(subject=" ".join(head.text.split()), body=text.text, missing=tuple(missing))
