"""What is left in the database after something was taken back."""

from collections.abc import Mapping

from tests.journeys.product import Product

MEMORY = (
    "audit_",  # who did it and when: never forgotten
    "events_",  # what was announced
    "jobs_",  # the queue's own history
    "django_session",
    "usersessions_",
    "account_",
    "zabota_cache",
    "importing_importrun",  # the history of imports names the one undone
    "importing_savedmapping",  # the columns a person confirmed are offered for his next file
    "search_index",  # how SQLite lays its index out; the entries themselves are counted
    "warehouse_partmark",  # up to where the snapshot has read
    "value_valuerun",  # when values were computed, and from what
)


def row_counts(product: Product) -> Mapping[str, int]:
    """Rows of every table but those whose purpose is to remember what happened."""
    return product.row_counts(without=MEMORY)
