"""Tell a colleague something, mark it read, choose how it comes by e-mail."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, PermissionDeniedError
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs.clock import company_zone
from zabota.foundation.messaging import services as messaging
from zabota.foundation.messaging.queries import mail_is_configured
from zabota.foundation.notices import queries, rules
from zabota.foundation.notices.models import Digest, MailChoice, Notice, NoticeSettings
from zabota.foundation.notices.posting import DIGEST_KIND, NOTICE_KIND

KEPT = timedelta(days=180)


class NotOurPageError(ValueError):
    """A notice leads to a page of the product and nowhere else."""


def tell(
    *, staff_id: int, key: str, text: str | Promise, url: str = "", customer_id: int | None = None, now: datetime
) -> Notice | None:
    """Put a notice under somebody's bell, in the caller's transaction; by e-mail too if they chose "at once".

    `key` says what it is about ("task:7:due"): the same key is told once. `text` may be lazy: it is said in the
    language of whoever reads it. None for a colleague who is no longer here.
    """
    if url and not rules.is_our_page(url):
        raise NotOurPageError(url)
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return None
    with transaction.atomic(), translation.override(staff.language):
        notice, is_new = Notice.objects.get_or_create(
            key=key[:120],
            defaults={
                "staff": staff, "text": str(text)[:300], "url": url, "customer_id": customer_id, "created_at": now
            },
        )  # fmt: skip
        if is_new:
            _mail_at_once(notice, now=now)
    return notice


def _mail_at_once(notice: Notice, *, now: datetime) -> None:
    chosen = queries.settings_of(notice.staff_id)
    if chosen.mail != MailChoice.AT_ONCE or not mail_is_configured():
        return
    leaves_at = rules.leaves_at(
        now, quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until, zone=company_zone()
    )  # fmt: skip
    messaging.queue_mail(
        key=f"notice:{notice.pk}", kind=NOTICE_KIND, reference=notice.pk, delay=leaves_at - now, now=now
    )


def queue_morning_letters(*, now: datetime) -> int:
    """One letter for each who wants it and has something unread that no letter told before; returns how many."""
    if not mail_is_configured():
        return 0
    waiting = queries.unread_undigested(before=now)
    other = dict(NoticeSettings.objects.exclude(mail=MailChoice.MORNING).values_list("staff_id", "mail"))
    today = now.astimezone(company_zone()).date()
    count = 0
    for staff_id, notice_ids in waiting.items():
        if staff_id in other:
            continue
        with transaction.atomic():
            digest, is_new = Digest.objects.get_or_create(staff_id=staff_id, on_day=today)
            if not is_new:
                continue
            Notice.objects.filter(pk__in=notice_ids).update(digest=digest)
            messaging.queue_mail(
                key=f"digest:{digest.pk}", kind=DIGEST_KIND, reference=digest.pk, delay=timedelta(), now=now
            )
            count += 1
    return count


def mark_read(actor: Actor, *, notice_ids: Collection[int] | None = None, now: datetime) -> int:
    """One's own notices, all of them where none are named; returns how many were unread."""
    rows = Notice.objects.filter(staff_id=_oneself(actor), read_at=None)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=now)


def choose(actor: Actor, *, mail: str, quiet_from: time, quiet_until: time) -> NoticeSettings:
    staff_id = _oneself(actor)
    with transaction.atomic():
        chosen, _new = NoticeSettings.objects.update_or_create(
            pk=staff_id, defaults={"mail": MailChoice(mail), "quiet_from": quiet_from, "quiet_until": quiet_until}
        )
        audit.record(
            actor=actor, action="notices.chosen", object_kind="staff", object_id=staff_id,
            after={"mail": chosen.mail, "quiet_from": str(quiet_from), "quiet_until": str(quiet_until)},
        )  # fmt: skip
    return chosen


def forget_old(*, now: datetime) -> int:
    return Notice.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _oneself(actor: Actor) -> int:
    if actor.staff_id is None:
        raise PermissionDeniedError("notices.own")
    return actor.staff_id
