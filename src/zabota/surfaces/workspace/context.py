"""What every page of the shell knows: who is here, where they may go, which company it is."""

from django.http import HttpRequest

from zabota.foundation.design import navigation
from zabota.foundation.identity.contracts import STRANGER


def shell(request: HttpRequest) -> dict[str, object]:
    actor = getattr(request, "actor", STRANGER)
    return {
        "actor": actor,
        "company": getattr(request, "company", None),
        "navigation": navigation.visible_items(actor),
    }
