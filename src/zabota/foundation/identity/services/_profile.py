"""What a person changes about himself."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, InvalidChoiceError, PermissionDeniedError
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.services._sessions import end_all_sessions

THEMES = ("auto", "light", "dark")


def _oneself(actor: Actor) -> int:
    if actor.staff_id is None:
        raise PermissionDeniedError("identity.own_profile")
    return actor.staff_id


def change_profile(actor: Actor, *, name: str, language: str, theme: str, phone: str) -> Staff:
    staff_id = _oneself(actor)
    _require_choices(language=language, theme=theme)
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=staff_id)
        before = _snapshot(staff)
        staff.name, staff.language, staff.theme, staff.phone = name.strip(), language, theme, phone.strip()
        staff.save(update_fields=["name", "language", "theme", "phone"])
        audit.record(
            actor=actor, action="staff.change_profile", object_kind="staff", object_id=staff_id,
            before=before, after=_snapshot(staff),
        )  # fmt: skip
    return staff


def end_session(actor: Actor, *, session_id: int) -> None:
    """End one of one's own sessions; somebody else's is as absent as a missing one."""
    with transaction.atomic():
        session = UserSession.objects.get(pk=session_id, user_id=_oneself(actor))
        session.end()
        audit.record(
            actor=actor, action="session.end", object_kind="staff", object_id=session.user_id,
            before={"address": session.ip}, after=None,
        )  # fmt: skip


def end_other_sessions(actor: Actor) -> Staff:
    """End every session of this person; the caller renews the one he acts in."""
    with transaction.atomic():
        staff = Staff.objects.select_for_update().get(pk=_oneself(actor))
        end_all_sessions(staff)
        audit.record(
            actor=actor, action="session.end_others", object_kind="staff", object_id=staff.pk, before=None, after=None
        )
    return staff


def _require_choices(*, language: str, theme: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise InvalidChoiceError(_("There is no such language."), field="language")
    if theme not in THEMES:
        raise InvalidChoiceError(_("There is no such theme."), field="theme")


def _snapshot(staff: Staff) -> dict[str, object]:
    return {"name": staff.name, "language": staff.language, "theme": staff.theme, "phone": staff.phone}
