"""How much memory a process of its own has taken."""

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_megabytes() -> float:
    """The most memory this process, or a child of it that has ended, ever held.

    Linux starts `ru_maxrss` of a new process at the size of its parent, here of the whole test run; `VmHWM` is its own.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if not STATUS.exists():
        return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, children)
    found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.M)
    if found is None:
        raise RuntimeError(f"{STATUS} names no VmHWM")
    return max(int(found[1]) / 1024, children)
