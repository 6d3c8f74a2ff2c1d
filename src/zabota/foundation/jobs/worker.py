"""The worker process: threads that run jobs, and a keeper that beats, reaps and watches the clock."""

import logging
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from zabota.foundation.jobs import clock, presence, queries, runner
from zabota.foundation.jobs.models import Worker

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
KEEPER_SECONDS = 5.0
GRACE_SECONDS = 20.0


@dataclass
class WorkerProcess:
    """`run` returns when it was told to stop and every thread has finished its job or had it given back."""

    threads: int = 2
    poll_seconds: float = POLL_SECONDS
    grace_seconds: float = GRACE_SECONDS
    stop_when_idle: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._stop.set()

    def run(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
        me = presence.register(threads=self.threads)
        crew = [
            threading.Thread(target=self._work, args=(me.pk,), name=f"job-{number}", daemon=True)
            for number in range(self.threads)
        ]
        presence.reap()
        for thread in crew:
            thread.start()
        self._keep(me, crew)
        self._finish(me, crew)

    def _work(self, worker: str) -> None:
        """Run jobs until told to stop; look again after half a second when there are none."""
        found = False
        while not self._stop.is_set():
            try:
                found = (found or queries.is_anything_due()) and runner.run_next(worker=worker)
            except DatabaseError:
                logger.exception("the queue does not answer; trying again")
                connection.close()
                found = False
            if not found:
                close_old_connections()
                if self.stop_when_idle:
                    break
                self._stop.wait(self.poll_seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the polls
        connection.close()

    def _keep(self, me: Worker, crew: list[threading.Thread]) -> None:
        while not self._stop.is_set() and any(thread.is_alive() for thread in crew):
            try:
                presence.heartbeat(me)
                presence.reap()
                clock.keep_hours(timezone.now())
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
                connection.close()
            if self.stop_when_idle:
                crew[0].join(KEEPER_SECONDS)
            else:
                self._stop.wait(KEEPER_SECONDS)

    def _finish(self, me: Worker, crew: list[threading.Thread]) -> None:
        """Wait for the jobs in hand; give back those that take too long and leave without them."""
        self._stop.set()
        deadline = time.monotonic() + self.grace_seconds
        while any(thread.is_alive() for thread in crew) and time.monotonic() < deadline:
            for thread in crew:
                thread.join(0.1)
            presence.heartbeat(me)
        presence.leave(me)
        if any(thread.is_alive() for thread in crew):
            logging.shutdown()
            os._exit(0)
