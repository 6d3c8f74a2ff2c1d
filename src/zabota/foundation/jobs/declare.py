"""How a function becomes a job, and how a job gets its hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zabota.foundation.jobs.rules import Daily, Every, Schedule

JobFunction = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A declared job. Calling it runs the function here and now; `enqueue` leaves it to the worker."""

    name: str
    function: JobFunction
    retries: int
    back_off_seconds: float
    priority: int
    transactional: bool

    def __call__(self, **arguments: Any) -> None:  # noqa: ANN401
        self.function(**arguments)

    def enqueue(
        self, *, unique: str | None = None, delay: timedelta | None = None, run_at: datetime | None = None,
        **arguments: Any,  # noqa: ANN401
    ) -> int:  # fmt: skip
        """Put the job into the queue in the caller's transaction and return its id.

        `unique`: while a job with this key is waiting, no second one is added; the waiting one's id is returned, and
        it runs at the earlier of the two hours. Jobs of one key never run at the same time. `delay` or `run_at` says
        when the job is due; by default, now.
        """
        from zabota.foundation.jobs.services import enqueue

        return enqueue(job=self, arguments=arguments, unique=unique, delay=delay, run_at=run_at)


_jobs: dict[str, Job] = {}
_schedules: dict[str, Schedule] = {}


def job(
    *, name: str, retries: int = 3, back_off_seconds: float = 10, priority: int = 0, transactional: bool = True
) -> Callable[[JobFunction], Job]:
    """Declare a job: keyword-only function of ids and plain values, safe to run twice.

    `transactional=True` (short jobs): the work and "done" are one transaction, so a killed worker leaves
    neither, and the job runs again from the start. `transactional=False` (imports, refits): the job commits its
    own batches, remembers itself how far it came, and calls `progress` inside each batch's transaction.
    Jobs of higher `priority` go first.
    """

    def decorator(function: JobFunction) -> Job:
        if name in _jobs:
            raise ValueError(f"two jobs are named {name}")
        declared = Job(
            name=name, function=function, retries=retries, back_off_seconds=back_off_seconds, priority=priority,
            transactional=transactional,
        )  # fmt: skip
        _jobs[name] = declared
        return declared

    return decorator


def _scheduled(schedule: Schedule) -> Callable[[Job], Job]:
    def decorator(declared: Job) -> Job:
        _schedules[declared.name] = schedule
        return declared

    return decorator


def daily(*, at: str) -> Callable[[Job], Job]:
    """Run every day at this hour of the company's time zone ("03:30"). Missed hours are made up for once."""
    return _scheduled(Daily.parse(at))


def every(*, minutes: int) -> Callable[[Job], Job]:
    """Run every so many minutes, counted from midnight UTC of 1970."""
    return _scheduled(Every(period=timedelta(minutes=minutes)))


def hourly() -> Callable[[Job], Job]:
    return every(minutes=60)


def find_job(name: str) -> Job | None:
    return _jobs.get(name)


def schedules() -> dict[str, Schedule]:
    return dict(_schedules)
