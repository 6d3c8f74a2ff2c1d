"""Which process a worker is, whether it still lives, and how the jobs of a dead one come back."""

import contextlib
import os
import platform
import secrets
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zabota.foundation.jobs import services
from zabota.foundation.jobs.contracts import JobState
from zabota.foundation.jobs.models import QueuedJob, Worker
from zabota.foundation.jobs.queries import LEASE


def host_name() -> str:
    """The machine, and on Linux the space its process numbers count in (containers share a name, not numbers)."""
    with contextlib.suppress(OSError):
        return f"{platform.node()[:50]}:{Path('/proc/self/ns/pid').stat().st_ino}"
    return platform.node()[:50]


def pid_started(pid: int) -> int | None:
    """When a process began, in ticks since boot; None: no such process; 0: this system does not tell."""
    if not Path("/proc/self/stat").exists():
        return 0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def register(*, threads: int) -> Worker:
    now, pid = timezone.now(), os.getpid()
    return Worker.objects.create(
        id=f"{platform.node()[:50]}-{pid}-{secrets.token_hex(4)}", host=host_name(), pid=pid,
        pid_started=pid_started(pid) or 0, threads=threads, started_at=now, seen_at=now,
    )  # fmt: skip


def heartbeat(worker: Worker) -> None:
    """Say "alive". A worker whose row was taken away (it slept too long) comes back under its own name."""
    worker.seen_at = timezone.now()
    if not Worker.objects.filter(pk=worker.pk).update(seen_at=worker.seen_at):
        worker.save(force_insert=True)


def leave(worker: Worker) -> None:
    """Give back what is unfinished and sign off."""
    for row in QueuedJob.objects.filter(state=JobState.RUNNING, worker=worker.pk):
        services.give_back(row=row)
    Worker.objects.filter(pk=worker.pk).delete()


def is_dead(worker: Worker) -> bool:
    """On this machine we look at the process itself; elsewhere silence longer than the lease means death."""
    if worker.host == host_name() and worker.pid_started:
        return pid_started(worker.pid) != worker.pid_started
    return worker.seen_at < timezone.now() - LEASE


def reap() -> int:
    """Return the jobs of dead workers to the queue; returns how many."""
    dead = [worker.pk for worker in Worker.objects.all() if is_dead(worker)]
    alive = Worker.objects.exclude(pk__in=dead).values("pk")
    orphans = list(QueuedJob.objects.filter(state=JobState.RUNNING).exclude(worker__in=alive))
    for row in orphans:
        with transaction.atomic():
            services.recover(row=row)
    if dead:
        Worker.objects.filter(pk__in=dead).delete()
    return len(orphans)
