from zabota.foundation.identity.contracts import DIRECTORS, Actor


def takes_back_others(actor: Actor) -> bool:
    """Directors of the whole company do; an agent, and whoever is kept to a branch, only what he did himself."""
    return actor.kind == "system" or (actor.role in DIRECTORS and actor.branch_limit is None)
