"""What every view of imports of people asks of a request."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files.contracts import KIND
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing.models import ImportRun


def import_of(request: HttpRequest, run_id: int) -> ImportRun:
    """The import, for those who may import; the right is asked before whether it exists."""
    actor_of(request).require(TAKE_IN_CUSTOMERS)
    return get_object_or_404(ImportRun, pk=run_id, kind=KIND)


def steps(current: int, run: ImportRun | None = None) -> list[dict[str, str]]:
    """The five steps of the wizard for the stepper."""
    labels = (_("File"), _("Columns"), _("Check"), _("Import"), _("Result"))
    urls = ["", "", "", "", ""]
    if run is not None and current in {2, 3}:
        urls[1] = reverse("people_files:import_columns", args=[run.pk])
    states = ["done" if place < current else "current" if place == current else "" for place in range(1, 6)]
    return [
        {"label": label, "state": state, "url": url} for label, state, url in zip(labels, states, urls, strict=True)
    ]
