"""The queue: is somebody working, does it move, what has failed."""

from zabota.cli.doctor.findings import Finding, fine, problem, warning
from zabota.cli.language import _, ngettext
from zabota.foundation.jobs import queries

STUCK_SECONDS = 300


def workers() -> Finding:
    title, alive = _("Workers"), queries.get_health().workers_alive
    if alive:
        return fine("workers", title, ngettext("%d is alive", "%d are alive", alive) % alive)
    mend = _("Start `zabota serve`, or `zabota worker` where pages and jobs run apart.")
    return warning("workers", title, _("none is running: imports and nightly work wait"), mend)


def waiting() -> Finding:
    title, health = _("Queue"), queries.get_health()
    age = health.oldest_due_age_seconds
    seen = _("%(waiting)d waiting, %(running)d running") % {"waiting": health.waiting, "running": health.running}
    if age is not None and age > STUCK_SECONDS:
        mend = _("See what the workers are busy with in Settings → Background jobs; a long queue needs more of them.")
        return problem("queue", title, seen + ", " + _("the oldest is %d minutes late") % (age / 60), mend)
    return fine("queue", title, seen)


def failed() -> Finding:
    title, count = _("Failed jobs"), queries.get_health().failed
    if not count:
        return fine("failed", title, _("none"))
    seen = ngettext("%d job has failed", "%d jobs have failed", count) % count
    return warning("failed", title, seen, _("Read the error and retry under Settings → Background jobs."))
