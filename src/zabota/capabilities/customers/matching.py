"""Who of the incoming is already here: by the source's key, else by phone, else by e-mail."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from zabota.capabilities.customers.contracts import IncomingCustomer
from zabota.capabilities.customers.models import ContactPoint, CustomerKey
from zabota.foundation.database.bulk import any_of

CHUNK = 5_000
"""Values in one IN: well below what either database takes."""

Contact = tuple[str, str]


def in_chunks(values: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def find_by_keys(source: str, identities: Iterable[str]) -> dict[str, int]:
    """Customer ids by the keys the source gives them."""
    found: dict[str, int] = {}
    for chunk in in_chunks(identities):
        rows = CustomerKey.objects.filter(source=source, key__in=any_of(chunk)).values_list("key", "customer_id")
        found.update(rows)
    return found


def find_known(source: str, people: Sequence[IncomingCustomer]) -> dict[str, int]:
    """Customer ids by identity, for those already here.

    A phone or an e-mail decides only when one customer has it. A customer whom this source calls by another
    key is another person, and no two keys of a batch become one customer.
    """
    known = find_by_keys(source, (person.identity for person in people))
    unknown = [person for person in people if person.identity not in known]
    owners = _owners(unknown)
    candidates = {person.identity: _candidate(person, owners) for person in unknown}
    taken = set(known.values()) | _keyed_in(source, {found for found in candidates.values() if found is not None})
    for person in unknown:
        found = candidates[person.identity]
        if found is None or (person.is_keyed and found in taken):
            continue
        known[person.identity] = found
        if person.is_keyed:
            taken.add(found)
    return known


def _owners(people: Sequence[IncomingCustomer]) -> dict[Contact, set[int]]:
    owners: dict[Contact, set[int]] = defaultdict(set)
    wanted = {"phone": [p for one in people for p in one.phones], "email": [e for one in people for e in one.emails]}
    for kind, values in wanted.items():
        for chunk in in_chunks(dict.fromkeys(values)):
            rows = ContactPoint.objects.filter(kind=kind, value__in=any_of(chunk)).values_list("value", "customer_id")
            for value, customer_id in rows:
                owners[kind, value].add(customer_id)
    return owners


def _candidate(person: IncomingCustomer, owners: dict[Contact, set[int]]) -> int | None:
    contacts = [("phone", phone) for phone in person.phones] + [("email", email) for email in person.emails]
    for contact in contacts:
        found = owners.get(contact, set())
        if len(found) == 1:
            return next(iter(found))
    return None


def _keyed_in(source: str, customer_ids: set[int]) -> set[int]:
    """Of these customers, those whom this source already calls by a key of its own."""
    keyed: set[int] = set()
    for chunk in in_chunks(map(str, customer_ids)):
        rows = CustomerKey.objects.filter(source=source, customer_id__in=[int(one) for one in chunk])
        keyed.update(
            customer_id
            for key, customer_id in rows.values_list("key", "customer_id")
            if not key.startswith(("phone:", "email:", "name:"))
        )
    return keyed
