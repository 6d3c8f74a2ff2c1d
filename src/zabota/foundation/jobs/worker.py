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
LOOK_SECONDS = 0.2
GRACE_SECONDS = 20.0
SIGN_OFF_SECONDS = 1.5


@dataclass
class WorkerProcess:
    """`run` returns when it was told to stop and every thread has finished its job or had it given back."""

    threads: int = 2
    poll_seconds: float = POLL_SECONDS
    grace_seconds: float = GRACE_SECONDS
    stop_when_idle: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _left: threading.Event = field(default_factory=threading.Event)

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
        keeper = threading.Thread(target=self._keep, args=(me,), name="keeper", daemon=True)
        keeper.start()
        while not self._stop.wait(LOOK_SECONDS) and self._is_busy(crew) and keeper.is_alive():
            pass
        self._finish(me, crew, keeper)

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

    def _keep(self, me: Worker) -> None:
        """Beat, reap and watch the clock until the worker leaves.

        Not in the main thread: a job may hold the database for seconds, and a signal must be heard meanwhile.
        """
        while not self._left.is_set():
            try:
                presence.heartbeat(me)
                presence.reap()
                clock.keep_hours(timezone.now())
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
                connection.close()
            self._left.wait(KEEPER_SECONDS)
        connection.close()

    def _finish(self, me: Worker, crew: list[threading.Thread], keeper: threading.Thread) -> None:
        """Wait for the jobs in hand; give back those that take too long and leave without them.

        A job may hold the database just then: a worker that cannot sign off in time just ends, and the next one finds
        its jobs as those of a dead worker.
        """
        self._stop.set()
        last_moment = threading.Timer(self.grace_seconds + SIGN_OFF_SECONDS, os._exit, args=(0,))
        last_moment.daemon = True
        if self._is_busy(crew):
            last_moment.start()
        deadline = time.monotonic() + self.grace_seconds
        while self._is_busy(crew) and time.monotonic() < deadline:
            time.sleep(0.1)
        self._left.set()
        keeper.join()
        presence.leave(me)
        last_moment.cancel()
        if self._is_busy(crew):
            logging.shutdown()
            os._exit(0)

    @staticmethod
    def _is_busy(crew: list[threading.Thread]) -> bool:
        return any(thread.is_alive() for thread in crew)
