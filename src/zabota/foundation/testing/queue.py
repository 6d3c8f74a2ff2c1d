"""Running the queue inside a test, without a worker process."""

from zabota.foundation.jobs import runner


def work_off(*, limit: int = 1000) -> int:
    """Run the due jobs, and those they enqueue, one after another; returns how many ran."""
    for done in range(limit):
        if not runner.run_next(worker="test"):
            return done
    raise AssertionError(f"the queue is not empty after {limit} jobs: does a job enqueue itself?")
