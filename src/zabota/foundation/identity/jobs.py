"""Dead sessions, used links and old counters do not stay."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from zabota.foundation.identity.models import AccessLink, CacheEntry
from zabota.foundation.jobs.declare import daily, job

KEEP_LINKS_DAYS = 30


@daily(at="04:10")
@job(name="identity.forget_dead_sessions")
def forget_dead_sessions() -> None:
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessLink.objects.filter(expires_at__lt=now - timedelta(days=KEEP_LINKS_DAYS)).delete()
    CacheEntry.objects.filter(expires__lt=now).delete()
