from collections.abc import Iterable, Sequence

from zabota.capabilities.customers import matching
from zabota.capabilities.customers.contracts import IncomingCustomer


def find_ids_by_keys(*, source: str, keys: Iterable[str]) -> dict[str, int]:
    """Customer ids by the keys this source gives them; unknown keys are absent."""
    return matching.find_by_keys(source, keys)


def count_known(*, source: str, people: Sequence[IncomingCustomer]) -> int:
    """How many of the incoming are here already, by key, phone or e-mail."""
    return len(matching.find_known(source, people))
