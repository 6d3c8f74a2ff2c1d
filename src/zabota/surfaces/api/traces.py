"""Answers kept against repetition may name a person who is being erased."""

import json
from datetime import datetime

from zabota.capabilities.customers.traces import Person
from zabota.surfaces.api.models import IdempotentAnswer


def erase_answers(person: Person, _now: datetime) -> int:
    """Read one by one: a week of them at most, and the database sees their Cyrillic only as escapes."""
    rows = IdempotentAnswer.objects.only("body").iterator(chunk_size=500)
    named = [row.pk for row in rows if _names(json.dumps(row.body, ensure_ascii=False), person)]
    return IdempotentAnswer.objects.filter(pk__in=named).delete()[0]


def _names(body: str, person: Person) -> bool:
    return any(word in body for word in person.words)
