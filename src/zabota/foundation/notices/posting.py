"""Notices as letters: composed when they leave, so that what was read meanwhile is not sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.foundation.messaging.contracts import MailDraft, MailNews, declare_mail
from zabota.foundation.notices.models import Digest, Notice

HERE = "zabota.foundation.notices.posting"
NOTICE_KIND = declare_mail("notices.notice", build=f"{HERE}.build_notice", heard=f"{HERE}.heard")
DIGEST_KIND = declare_mail("notices.digest", build=f"{HERE}.build_digest", heard=f"{HERE}.heard")
SUBJECT_CHARACTERS = 120


def build_notice(notice_id: int) -> MailDraft | None:
    notice = Notice.objects.select_related("staff").filter(pk=notice_id, read_at=None, staff__is_active=True).first()
    if notice is None:
        return None
    with translation.override(notice.staff.language):
        subject = notice.text[:SUBJECT_CHARACTERS]
        return MailDraft(recipient=notice.staff.email, subject=subject, text=_text([notice]))


def build_digest(digest_id: int) -> MailDraft | None:
    digest = Digest.objects.select_related("staff").filter(pk=digest_id, staff__is_active=True).first()
    if digest is None:
        return None
    unread = list(digest.notices.filter(read_at=None).order_by("id"))
    if not unread:
        return None
    with translation.override(digest.staff.language):
        count = len(unread)
        subject = ngettext("%(n)s piece of news this morning", "%(n)s pieces of news this morning", count)
        return MailDraft(recipient=digest.staff.email, subject=subject % {"n": count}, text=_text(unread))


def heard(_reference: int, _news: MailNews) -> None:
    """Nobody is told: the outbox says what became of a letter, and the bell holds the notice anyway."""


def site() -> str:
    """Where the product is reached from outside; empty where nobody said."""
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), "")
    return f"https://{host}" if settings.HTTPS and host else ""


def _text(notices: list[Notice]) -> str:
    shown = {
        "notices": notices, "site": site(), "why": _("How such letters come is chosen in Settings → Notices."),
    }  # fmt: skip
    return render_to_string("notices/mail.txt", shown).strip() + "\n"
