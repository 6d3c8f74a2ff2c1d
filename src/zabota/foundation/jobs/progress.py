"""How a job says how far it is, and learns that it was cancelled or lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

Listener = Callable[[int, int | None, str], None]


class JobCancelledError(Exception):
    """Somebody cancelled the job: let it pass through, the batch under way is rolled back."""


class JobLostError(Exception):
    """Another worker holds this job now (this one was thought dead): whatever is not committed must not be."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to work on a job: its id and the number of the claim."""

    job_id: int
    number: int
    transactional: bool


_claim: ContextVar[Claim | None] = ContextVar("job_claim", default=None)
_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)


@contextmanager
def holding(claim: Claim) -> Iterator[None]:
    token = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(token)


@contextmanager
def progress_heard_by(listener: Listener) -> Iterator[None]:
    """Hear the progress of work done right here, outside the queue: a progress bar of the command line."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def progress(done: int, total: int | None = None, text: str = "") -> None:
    """Say how far the work is. Outside a job it only tells the listener, so services may always call it.

    In a job that commits its own batches, call it inside each batch's transaction: then the batch is kept only
    by the worker that still owns the job. Raises JobLostError or JobCancelledError. A transactional job is
    short and shows no progress: its transaction hides it until the end.
    """
    if (listener := _listener.get()) is not None:
        listener(done, total, text)
    claim = _claim.get()
    if claim is None or claim.transactional:
        return
    from zabota.foundation.jobs.services import note_progress

    note_progress(claim=claim, done=done, total=total, text=text)
