"""When a letter may disturb somebody: pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.http import url_has_allowed_host_and_scheme


def leaves_at(now: datetime, *, quiet_from: time, quiet_until: time, zone: tzinfo) -> datetime:
    """`now`, or the end of the quiet hours it falls into. Equal ends mean that no hour is quiet."""
    local = now.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    if quiet_from <= quiet_until:
        is_quiet = quiet_from <= clock < quiet_until
    else:
        is_quiet = clock >= quiet_from or clock < quiet_until
    if not is_quiet:
        return now
    day: date = local.date() + timedelta(days=1 if clock >= quiet_until else 0)
    return datetime.combine(day, quiet_until, tzinfo=zone).astimezone(UTC)


def is_our_page(url: str) -> bool:
    """A path of the product itself: a notice leads nowhere else."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
