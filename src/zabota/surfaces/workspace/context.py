"""What every page of the shell knows: who is here, where they may go, which company it is."""

from django.http import HttpRequest

from zabota.foundation.design import navigation
from zabota.foundation.identity.contracts import STRANGER
from zabota.foundation.notices import queries as notices
from zabota.surfaces.workspace import preferences


def shell(request: HttpRequest) -> dict[str, object]:
    actor = getattr(request, "actor", STRANGER)
    return {
        "actor": actor,
        "company": getattr(request, "company", None),
        "navigation": navigation.visible_items(actor),
        "new_items": navigation.visible_new_items(actor),
        "unread_notices": lambda: notices.count_unread(actor),
        "theme": preferences.theme_of(request),
    }
