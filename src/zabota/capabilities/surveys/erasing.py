"""The words of somebody who is erased go; his score stays among the numbers, nobody's."""

import json
from collections.abc import Iterable
from datetime import datetime

from zabota.capabilities.customers.traces import Person
from zabota.capabilities.surveys.models import Answer, Response


def erase_words(person: Person, _now: datetime) -> int:
    told = Response.objects.filter(pk__in=person.rows.get(Response._meta.label, ()))
    texts = Answer.objects.filter(response__in=told).exclude(text="")
    gone = texts.update(text="")
    return gone + told.exclude(words="", contact="").update(words="", contact="", origin="")


def attach_answers(person: Person) -> Iterable[tuple[str, bytes]]:
    """His answers to further questions, which name him only through the answer they belong to."""
    rows = Answer.objects.filter(response__in=person.rows.get(Response._meta.label, ()))
    told = list(rows.values("response_id", "question", "number", "text", "choices"))
    if told:
        yield "survey_answers.json", json.dumps(told, ensure_ascii=False, indent=1).encode()
