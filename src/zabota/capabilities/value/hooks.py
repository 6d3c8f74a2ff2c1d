"""When orders change, values change: ask for a refit, once however many imports there were."""

from zabota.capabilities.value.jobs import REFIT_KEY, refit
from zabota.foundation.events.contracts import News, subscribe


@subscribe("sales.orders_imported")
def refit_after_import(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)


@subscribe("sales.import_undone")
def refit_after_undo(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)
