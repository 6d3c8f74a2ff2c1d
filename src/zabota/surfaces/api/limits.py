"""How often one key may call."""

from zabota.foundation.api.limits import SlidingWindow

REQUESTS = SlidingWindow(limit=300, window_seconds=60)
FAILURES = SlidingWindow(limit=20, window_seconds=60)
