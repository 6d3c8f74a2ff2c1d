"""Ending sessions on the server."""

from allauth.usersessions.models import UserSession
from django.db.models import F

from zabota.foundation.identity.models import Staff


def end_all_sessions(staff: Staff) -> None:
    """A new epoch makes every session of this person invalid at once, listed or not."""
    Staff.objects.filter(pk=staff.pk).update(session_epoch=F("session_epoch") + 1)
    staff.refresh_from_db(fields=["session_epoch"])
    for session in UserSession.objects.filter(user=staff):
        session.end()
