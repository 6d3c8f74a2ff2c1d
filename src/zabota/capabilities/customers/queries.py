from collections.abc import Iterable, Sequence

from zabota.capabilities.customers import matching
from zabota.capabilities.customers.contracts import IncomingCustomer
from zabota.capabilities.customers.models import Customer


def find_ids_by_keys(*, source: str, keys: Iterable[str]) -> dict[str, int]:
    """Customer ids by the keys this source gives them; unknown keys are absent."""
    return matching.find_by_keys(source, keys)


def count_known(*, source: str, people: Sequence[IncomingCustomer]) -> int:
    """How many of the incoming are here already, by key, phone or e-mail."""
    return len(matching.find_known(source, people))


def names_of() -> dict[int, str]:
    """The name of every customer that has one, by id."""
    return dict(Customer.objects.exclude(name="").values_list("id", "name"))


def acquisition_costs() -> dict[int, int]:
    """What it cost to win each customer, in minor units, where it is known."""
    known = Customer.objects.filter(acquisition_cost_minor__isnull=False)
    return {customer: cost for customer, cost in known.values_list("id", "acquisition_cost_minor") if cost is not None}
