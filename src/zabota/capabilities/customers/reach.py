"""Which customers an agent sees: all of his branch, or only those he is responsible for."""

from django.db.models import Exists, Q, QuerySet

from zabota.capabilities.customers.models import CardVisibility, Customer, Reach
from zabota.foundation.identity.contracts import Actor, Role
from zabota.foundation.identity.queries import limit_to_branch

NOBODY = -1


def is_limited(actor: Actor) -> bool:
    """Agents may be kept to their own customers; whether they are is asked by the query itself."""
    return actor.role == Role.AGENT


def keeps_to_own() -> Q:
    """True in a query while the company keeps agents to their own customers."""
    return Q(Exists(CardVisibility.objects.filter(agents_see=Reach.OWN)))


def limited(actor: Actor, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """No query of its own. A program with an agent's role is responsible for nobody."""
    rows = limit_to_branch(rows, actor)
    if not is_limited(actor):
        return rows
    return rows.filter(Q(owner_id=actor.staff_id or NOBODY) | ~keeps_to_own())


def owner_of_new(actor: Actor) -> int | None:
    """Whoever sees only his own is responsible for the customer he adds, else he would lose sight of him."""
    kept = is_limited(actor) and CardVisibility.objects.filter(agents_see=Reach.OWN).exists()
    return actor.staff_id if kept else None
