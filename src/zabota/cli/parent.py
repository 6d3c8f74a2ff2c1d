"""A child of `zabota serve` ends when `serve` is gone, also when it was killed and could tell nobody."""

import os
import signal
import threading
import time

PARENT = "SUPERVISOR_PID"
LOOK_SECONDS = 0.5


def end_with_parent() -> bool:
    """Watch the process named in the environment; once it is our parent no more, end as by SIGTERM.

    False when nobody is named: this process stands alone.
    """
    parent = os.environ.pop(PARENT, "")
    if parent:
        threading.Thread(target=_watch, args=(int(parent),), name="parent", daemon=True).start()
    return bool(parent)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
