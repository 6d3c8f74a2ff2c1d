"""How often something may be asked for: a sliding window in the memory of one server process."""

import math
from collections import deque
from datetime import datetime
from threading import Lock


class SlidingWindow:
    """At most `limit` takes in any `window_seconds`; with several processes each counts for itself."""

    def __init__(self, *, limit: int, window_seconds: int, max_keys: int = 10_000) -> None:
        self.limit = limit
        self.window_seconds = window_seconds
        self.max_keys = max_keys
        self._taken: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait_seconds(self, key: str, *, now: datetime) -> int:
        """Whole seconds until the next take is possible; 0 means now."""
        with self._lock:
            return self._wait(self._recent(key, now.timestamp()), now.timestamp())

    def take(self, key: str, *, now: datetime) -> int:
        """Count one take and return 0, or return the seconds to wait without counting."""
        moment = now.timestamp()
        with self._lock:
            recent = self._recent(key, moment)
            wait_seconds = self._wait(recent, moment)
            if not wait_seconds:
                self._taken[key] = recent
                recent.append(moment)
                self._forget_idle(moment)
            return wait_seconds

    def clear(self) -> None:
        with self._lock:
            self._taken.clear()

    def _recent(self, key: str, moment: float) -> deque[float]:
        recent = self._taken.get(key, deque())
        while recent and recent[0] <= moment - self.window_seconds:
            recent.popleft()
        return recent

    def _wait(self, recent: deque[float], moment: float) -> int:
        if len(recent) < self.limit:
            return 0
        return max(1, math.ceil(recent[0] + self.window_seconds - moment))

    def _forget_idle(self, moment: float) -> None:
        if len(self._taken) > self.max_keys:
            edge = moment - self.window_seconds
            self._taken = {key: taken for key, taken in self._taken.items() if taken and taken[-1] > edge}
