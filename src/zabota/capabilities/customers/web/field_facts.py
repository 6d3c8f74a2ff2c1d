"""What the company's own fields hold, as the card shows it: without a group among the facts, else by group."""

from dataclasses import dataclass, field

from zabota.capabilities.customers import custom_fields
from zabota.capabilities.customers.models import FieldKind
from zabota.foundation.identity.contracts import Actor


@dataclass(frozen=True, kw_only=True)
class Fact:
    name: str
    words: list[str]
    is_tags: bool


@dataclass(frozen=True, kw_only=True)
class CustomFacts:
    facts: list[Fact] = field(default_factory=list)
    groups: list[tuple[str, list[Fact]]] = field(default_factory=list)


def custom_facts(actor: Actor, customer_id: int) -> CustomFacts:
    """Only what is filled in: three queries."""
    fields = custom_fields.shown_to(actor)
    held = custom_fields.held_by([customer_id], fields)[customer_id]
    groups: dict[str, list[Fact]] = {}
    for one in fields:
        if words := custom_fields.words_of(one, held.get(one.pk, [])):
            fact = Fact(name=one.name, words=words, is_tags=one.kind == FieldKind.SEVERAL)
            groups.setdefault(one.group, []).append(fact)
    return CustomFacts(facts=groups.pop("", []), groups=list(groups.items()))
