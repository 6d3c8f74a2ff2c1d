"""What is left in the database after something was taken back."""

from collections.abc import Mapping

from playwright.sync_api import Page

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
    "warehouse_partmark",  # up to where the snapshot has read
    "value_valuerun",  # when values were computed, and from what
)


def row_counts(product: Product) -> Mapping[str, int]:
    """Rows of every table but those whose purpose is to remember what happened."""
    return product.row_counts(without=MEMORY)


def wait_until_the_queue_is_empty(product: Product, page: Page, *, seconds: int = 180) -> None:
    for _second in range(seconds):
        if not product.one("SELECT count(*) FROM jobs_queuedjob WHERE state IN ('waiting', 'running')"):
            return
        page.wait_for_timeout(1000)
    waiting = product.rows("SELECT name, state, error FROM jobs_queuedjob WHERE state IN ('waiting', 'running')")
    raise AssertionError(f"the queue is still busy: {waiting}")


def failed_jobs(product: Product) -> list[tuple[str, str]]:
    return product.rows("SELECT name, error FROM jobs_queuedjob WHERE state = 'failed'")
