"""`zabota serve`: the web server and the worker as two children, each started again when it dies."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from zabota.cli.parent import PARENT

RESTART_WAIT_SECONDS = (0.2, 1.0, 3.0, 10.0)
STEADY_SECONDS = 30.0
STOP_SECONDS = 4.5


@dataclass
class Child:
    """A process of ours; one that keeps dying waits longer before each new start."""

    name: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    falls: int = 0

    def start(self, now: float) -> None:
        command = [sys.executable, "-m", "zabota.cli", *self.arguments]
        environment = {**os.environ, PARENT: str(os.getpid())}
        self.process = subprocess.Popen(command, start_new_session=True, env=environment)  # noqa: S603 - our own words
        self.started_at = now

    def look_after(self, now: float) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.sweep()
            self.falls = 0 if now - self.started_at > STEADY_SECONDS else self.falls + 1
            self.restart_at = now + RESTART_WAIT_SECONDS[min(self.falls, len(RESTART_WAIT_SECONDS) - 1)]
            self.process = None
        if now >= self.restart_at:
            self.start(now)

    def sweep(self) -> None:
        """End what a dead child left behind: killed, granian's parent leaves its server process on the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Supervisor:
    children: list[Child]
    _stopping: bool = field(default=False, init=False)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True

    def run(self) -> None:
        """Keep the children alive until SIGTERM or Ctrl+C, then give them STOP_SECONDS to finish."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self._stopping:
            for child in self.children:
                child.look_after(time.monotonic())
            time.sleep(0.2)
        self._end()

    def _end(self) -> None:
        running = [(child, child.process) for child in self.children if child.process is not None]
        for _child, process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child, process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            child.sweep()
            process.wait()
