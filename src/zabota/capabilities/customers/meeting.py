"""Who of the people of a file is here already, by the way the importer chose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from zabota.capabilities.customers.contracts import IncomingPerson, MatchBy, PeopleRules
from zabota.capabilities.customers.matching import find_by_keys, in_chunks
from zabota.capabilities.customers.models import ContactPoint, Customer, CustomerKey
from zabota.foundation.database.bulk import any_of

USUAL = (MatchBy.KEY, MatchBy.PHONE, MatchBy.EMAIL)


def plain_name(name: str) -> str:
    """One spelling for "Пётр  Ким" and "петр ким"."""
    return " ".join(name.casefold().replace("ё", "е").split())


def find_people(people: Sequence[IncomingPerson], rules: PeopleRules) -> dict[int, int]:
    """Customer ids by the place of the person in the batch; no two of a batch become one customer.

    A phone or an e-mail decides only where one customer has it; whom the source calls by another code is another.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    own = _own(people, rules)
    ways = USUAL if rules.match_by is MatchBy.USUAL else (rules.match_by,)
    lookups = {way: _lookup(way, people, rules) for way in ways}
    keyed = _keyed(rules, (ids for lookup in lookups.values() for ids in lookup.values()))
    for place, person in enumerate(people):
        candidates = [own[place]] if place in own else [lookups[way].get(place) for way in ways]
        for customer_id in candidates:
            if customer_id is None or customer_id in taken:
                continue
            if person.key and keyed.get(customer_id, {person.key}) != {person.key} and place not in own:
                continue
            found[place] = customer_id
            taken.add(customer_id)
            break
    return found


def _visible(rules: PeopleRules) -> QuerySet[Customer]:
    rows = Customer.objects.all()
    return rows if rules.branch_limit is None else rows.filter(branch_id=rules.branch_limit)


def _own(people: Sequence[IncomingPerson], rules: PeopleRules) -> dict[int, int]:
    wanted = {place: person.own_id for place, person in enumerate(people) if person.own_id is not None}
    there = set(_visible(rules).filter(pk__in=wanted.values()).values_list("pk", flat=True)) if wanted else set()
    return {place: own_id for place, own_id in wanted.items() if own_id in there}


def _lookup(way: MatchBy, people: Sequence[IncomingPerson], rules: PeopleRules) -> dict[int, int]:
    if way is MatchBy.KEY:
        by_key = find_by_keys(rules.source, [person.key for person in people if person.key])
        found = {place: by_key[person.key] for place, person in enumerate(people) if person.key in by_key}
    else:
        kind = "email" if way is MatchBy.EMAIL else "phone"
        owners = _owners(kind, people)
        names = _names(owners.values()) if way is MatchBy.NAME_PHONE else None
        found = {}
        for place, person in enumerate(people):
            for value in person.values_of(kind):
                ids = owners.get(value, set())
                if names is not None:
                    ids = {one for one in ids if names[one] == plain_name(str(person.fields.get("name", "")))}
                if len(ids) == 1:
                    found[place] = next(iter(ids))
                    break
    if rules.branch_limit is not None:
        here = set(_visible(rules).filter(pk__in=found.values()).values_list("pk", flat=True))
        found = {place: one for place, one in found.items() if one in here}
    return found


def _owners(kind: str, people: Sequence[IncomingPerson]) -> dict[str, set[int]]:
    owners: dict[str, set[int]] = defaultdict(set)
    for chunk in in_chunks(dict.fromkeys(value for person in people for value in person.values_of(kind))):
        rows = ContactPoint.objects.filter(kind=kind, value__in=any_of(chunk)).values_list("value", "customer_id")
        for value, customer_id in rows:
            owners[value].add(customer_id)
    return owners


def _names(owners: Iterable[set[int]]) -> dict[int, str]:
    ids = {one for group in owners for one in group}
    return {pk: plain_name(name) for pk, name in Customer.objects.filter(pk__in=ids).values_list("pk", "name")}


def _keyed(rules: PeopleRules, customer_ids: Iterable[int]) -> dict[int, set[str]]:
    """What this source calls the candidates already."""
    keyed: dict[int, set[str]] = defaultdict(set)
    rows = CustomerKey.objects.filter(source=rules.source, customer_id__in=set(customer_ids))
    for customer_id, key in rows.values_list("customer_id", "key"):
        if not key.startswith(("phone:", "email:", "name:")):
            keyed[customer_id].add(key)
    return dict(keyed)
