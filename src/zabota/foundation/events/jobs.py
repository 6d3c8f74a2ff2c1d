"""The post: each subscriber hears each announcement in a job of its own, so one that fails delays no other."""

from datetime import timedelta

from django.utils import timezone

from zabota.foundation.events.contracts import News, subscribers_of
from zabota.foundation.events.models import Announcement, Hearing
from zabota.foundation.jobs import daily, job

KEEP_DAYS = 30


@job(name="events.tell", retries=8)
def tell(*, announcement_id: int, subscriber: str) -> None:
    """At least once by the queue, once in effect: the mark and the subscriber's work are one transaction."""
    announcement = Announcement.objects.filter(pk=announcement_id).first()
    if announcement is None:
        return
    _hearing, first_time = Hearing.objects.get_or_create(
        announcement=announcement, subscriber=subscriber, defaults={"heard_at": timezone.now()}
    )
    if not first_time:
        return
    news = News(
        announcement_id=announcement.pk, kind=announcement.kind, event_id=announcement.event_id,
        event_count=announcement.event_count, customer_id=announcement.customer_id,
        subject=announcement.subject, origin=announcement.origin, data=announcement.data,
    )  # fmt: skip
    subscribers_of(announcement.kind)[subscriber](news)


@daily(at="04:10")
@job(name="events.forget_old_announcements")
def forget_old_announcements() -> None:
    Announcement.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEEP_DAYS)).delete()
