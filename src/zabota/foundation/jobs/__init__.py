"""Work done later: jobs that survive a crash, and a clock for nightly ones.

@daily(at="03:30")
@job(name="value.refit", retries=3)
def refit(*, reason: str = "night") -> None: ...

refit.enqueue(reason="new orders", unique="value.refit")
"""

from zabota.foundation.jobs.declare import Job, daily, every, hourly, job
from zabota.foundation.jobs.progress import JobCancelledError, JobLostError, progress, progress_heard_by

__all__ = [
    "Job", "JobCancelledError", "JobLostError", "daily", "every", "hourly", "job", "progress", "progress_heard_by",
]  # fmt: skip
