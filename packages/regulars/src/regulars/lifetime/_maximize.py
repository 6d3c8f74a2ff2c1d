"""Find the maximum of a likelihood, and say truthfully when it lies at the edge of the possible.

Parameters are searched in logs, inside a box of ±16 around a start that has no unit: times and
money are first divided by their mean. A likelihood whose maximum is not inside (nobody leaves,
all customers alike) is not a failure to converge; it is a finding, and is reported as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._likelihood import Likelihood

Floats = NDArray[np.float64]

BOX = 16.0
_STEP = 1e-4  # for differences of analytic gradients
_GAIN_LEFT = 1e-9  # total log-likelihood still to be gained at which the search ends
_CLOSE_ENOUGH = 1e-6  # the same for the search before polishing
_WORTH_A_MOVE = 1e-4  # the same for moving to an edge
_MOST_CLIMBS = 60
_AS_PROMISED = 0.9  # part of the promised gain a step may miss before curvature is measured again
_MOST_HALVINGS = 12
_LONGEST_STEP = 2.0  # in logs
_BESIDE_THE_BOX = 0.01  # in logs
_NEGLIGIBLE_GAIN = 1e-3  # the same where rounding, at the edge, does not let it get nearer
_NOT_WORSE = 0.05  # total log-likelihood lost by going to the edge at which the edge is reported
_FLAT = 1e-7  # curvature, in total log-likelihood, below which steps are not lengthened any more
_UNKNOWN = 1e-2  # the same below which a direction is not identified: error above 10, in logs
_FIRST_STEPS = 3.0  # how far, in logs, an edge is approached at first
_LOST_FOR_GOOD = 20.0  # total log-likelihood lost there at which the edge is given up
_MOST_STEPS = 25


@dataclass(frozen=True)
class Edge:
    """Name a direction in log-parameters and what it means when the maximum lies at its end."""

    code: str
    direction: tuple[float, ...]
    message: str


@dataclass(frozen=True)
class Maximum:
    """Hold the maximum: log-parameters, mean log-likelihood, covariance of the log-parameters."""

    theta: Floats
    mean_log_likelihood: float
    covariance: Floats
    unidentified: NDArray[np.bool_]
    converged: bool
    evaluations: int
    edges: tuple[Edge, ...]


class _Counted:
    def __init__(self, likelihood: Likelihood) -> None:
        self.likelihood = likelihood
        self.calls = 0
        self._known: dict[bytes, tuple[float, Floats]] = {}

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        """Evaluate the likelihood, once at each point: one search begins where another ended."""
        point = theta.tobytes()
        if point not in self._known:
            self.calls += 1
            self._known[point] = self.likelihood(theta)
        return self._known[point]


def maximize(
    exact: Likelihood, start: Floats, n: float, edges: Sequence[Edge], *, coarse: Likelihood | None = None
) -> Maximum:
    """Maximise ``exact``, the mean over ``n`` customers, starting on ``coarse`` where one is given."""
    fine, quick = _Counted(exact), _Counted(coarse or exact)
    theta, curvature = _search(quick, start, n)
    theta, curvature, found = _explore_edges(quick, theta, curvature, n, edges)
    theta, converged = _polish(quick, theta, curvature, n)
    if coarse is not None:
        theta, converged = _polish(fine, theta, curvature, n)
    if not converged:
        theta, curvature = _search(fine, theta, n)
        theta, converged = _polish(fine, theta, curvature, n)
    covariance, unidentified = _covariance(_curvature(fine, theta) * n, theta, found)
    value, gradient = fine(theta)
    if not converged:
        inside = n * gradient * _free(theta, gradient)
        converged = float(inside @ covariance @ inside) < _NEGLIGIBLE_GAIN
    return Maximum(theta, value, covariance, unidentified, converged, fine.calls + quick.calls, found)


def _search(likelihood: _Counted, theta: Floats, n: float) -> tuple[Floats, Floats]:
    """Climb by Newton steps inside the box, uphill along every axis whatever the sign of its curvature.

    The curvature is measured where a step did not bring what it promised, and at the end; after
    good steps it is only corrected by the change of the gradient. Small matrices only: a general
    optimiser would wake the threads of the linear algebra library for four numbers, which costs
    more than all evaluations together on a busy machine.
    """
    value, gradient = likelihood(theta)
    curvature, measured = _curvature(likelihood, theta, gradient), True
    for _ in range(_MOST_CLIMBS):
        step = _step_inside(curvature, gradient, theta, n)
        gain = float(step @ gradient)
        climbed = _climb(likelihood, theta, value, gradient, step) if n * gain >= _CLOSE_ENOUGH else None
        if climbed is None:
            if measured:
                break
            curvature, measured = _curvature(likelihood, theta, gradient), True
            continue
        moved, new_value, new_gradient = climbed
        if abs((new_value - value) - gain / 2) < _AS_PROMISED * gain / 2:
            curvature, measured = _corrected(curvature, moved - theta, gradient - new_gradient), False
        else:
            curvature, measured = _curvature(likelihood, moved, new_gradient), True
        theta, value, gradient = moved, new_value, new_gradient
    return theta, curvature


def _climb(
    likelihood: _Counted, theta: Floats, value: float, gradient: Floats, step: Floats
) -> tuple[Floats, float, Floats] | None:
    """Go along the step as far as it leads uphill; None where it leads nowhere."""
    length = min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
    for _ in range(_MOST_HALVINGS):
        moved = np.clip(theta + length * step, -BOX, BOX)
        new_value, new_gradient = likelihood(moved)
        if new_value >= value + 1e-4 * float((moved - theta) @ gradient):
            return moved, new_value, new_gradient
        length /= 3
    return None


def _corrected(curvature: Floats, moved: Floats, bent: Floats) -> Floats:
    """Correct the curvature, by the least, to what the gradient did on the way (symmetric rank one).

    References
    ----------
    Nocedal and Wright (2006), Numerical Optimization, section 6.2.
    """
    missed = bent - curvature @ moved
    along = float(missed @ moved)
    if abs(along) < 1e-8 * float(np.sqrt((missed @ missed) * (moved @ moved))):
        return curvature
    return np.asarray(curvature + np.outer(missed, missed) / along)


def _free(theta: Floats, gradient: Floats) -> NDArray[np.bool_]:
    return ~(((theta >= BOX) & (gradient > 0)) | ((theta <= -BOX) & (gradient < 0)))


def _curvature(likelihood: _Counted, theta: Floats, gradient: Floats | None = None) -> Floats:
    """Return minus the second derivatives, by differences of the analytic gradient.

    Central differences; one-sided from ``gradient``, at half the price, where it is given.
    """
    k = len(theta)
    rows = np.empty((k, k))
    for i in range(k):
        step = np.zeros(k)
        step[i] = _STEP
        if gradient is None:
            rows[i] = (likelihood(theta - step)[1] - likelihood(theta + step)[1]) / (2 * _STEP)
        else:
            rows[i] = (gradient - likelihood(theta + step)[1]) / _STEP
    return np.asarray((rows + rows.T) / 2)


def _polish(likelihood: _Counted, theta: Floats, curvature: Floats, n: float) -> tuple[Floats, bool]:
    """Take Newton steps with a curvature kept fixed; it is right enough for a fast descent."""
    value, gradient = likelihood(theta)
    for _ in range(_MOST_STEPS):
        step = _step_inside(curvature, gradient, theta, n)
        if n * float(step @ gradient) < _GAIN_LEFT:
            return theta, True
        longest = np.abs(step).max()
        moved = np.clip(theta + step / max(1.0, longest), -BOX, BOX)
        new_value, new_gradient = likelihood(moved)
        if not new_value > value - 1e-15 * abs(value):
            return theta, False
        theta, value, gradient = moved, new_value, new_gradient
    return theta, False


def _step_inside(curvature: Floats, gradient: Floats, theta: Floats, n: float) -> Floats:
    """Return the Newton step, of the parameters that are not at the box and that it would not press against it.

    Cut off at the box, a step along a valley would leave the valley; so who stands beside the box
    and would be taken through it stays, and the others step without it.
    """
    free = _free(theta, gradient)
    while True:
        step = _newton_step(curvature, gradient, free, n)
        pressed = free & (np.abs(theta) > BOX - _BESIDE_THE_BOX) & (np.abs(theta + step) > BOX)
        if not pressed.any():
            return step
        free &= ~pressed


def _newton_step(curvature: Floats, gradient: Floats, free: NDArray[np.bool_], n: float) -> Floats:
    step = np.zeros_like(gradient)
    if not free.any():
        return step
    roots, vectors = np.linalg.eigh(curvature[np.ix_(free, free)])
    along = vectors.T @ gradient[free]
    step[free] = vectors @ (along / np.maximum(np.abs(roots), _FLAT / n + 1e-12))
    return step


def _explore_edges(
    likelihood: _Counted, theta: Floats, curvature: Floats, n: float, edges: Sequence[Edge]
) -> tuple[Floats, Floats, tuple[Edge, ...]]:
    """Walk to each edge; go on from there where it is higher, name it where nothing is lost.

    The walk is broken off where its first steps already lose what no later step brings back.
    """
    value = likelihood(theta)[0]
    found: dict[str, Edge] = {}
    for edge in edges:
        direction = np.asarray(edge.direction)
        if any(edge.code != other.code and _share_parameters(edge, other) for other in found.values()):
            continue
        if not _may_lie_at(likelihood, theta, direction, value, n):
            continue
        there = _along(theta, direction, 2 * BOX)
        value_there = likelihood(there)[0]
        if n * (value_there - value) > _WORTH_A_MOVE:
            better, curvature_there = _search(likelihood, there, n)
            if n * (likelihood(better)[0] - value) > _WORTH_A_MOVE:
                return _explore_edges(likelihood, better, curvature_there, n, edges)
        if n * (value - value_there) < _NOT_WORSE:
            found.setdefault(edge.code, edge)
    return theta, curvature, tuple(found.values())


def _may_lie_at(likelihood: _Counted, theta: Floats, direction: Floats, value: float, n: float) -> bool:
    """Try a few steps: towards the edge, or, where the search already ended beside it, back from it."""
    there = _along(theta, direction, _FIRST_STEPS)
    if np.abs(there - theta).max() >= _FIRST_STEPS - 1e-9:
        return n * (value - likelihood(there)[0]) < _LOST_FOR_GOOD
    back = _along(theta, -direction, _FIRST_STEPS)
    return n * (value - likelihood(back)[0]) < _NOT_WORSE


def _share_parameters(edge: Edge, other: Edge) -> bool:
    return any(i and j for i, j in zip(edge.direction, other.direction, strict=True))


def _along(theta: Floats, direction: Floats, length: float) -> Floats:
    """Go along the direction, at most until the first parameter reaches the box."""
    room = np.where(direction > 0, BOX - theta, BOX + theta)
    moving = direction != 0
    most = float((room[moving] / np.abs(direction[moving])).min())
    return np.asarray(np.clip(theta + min(max(most, 0.0), length) * direction, -BOX, BOX))


def _covariance(information: Floats, theta: Floats, edges: Sequence[Edge]) -> tuple[Floats, NDArray[np.bool_]]:
    """Invert the information where there is some; mark the parameters about which there is none."""
    k = len(theta)
    unidentified = np.abs(theta) >= BOX - 1e-9
    for edge in edges:
        unidentified |= np.asarray(edge.direction) != 0
    roots, vectors = np.linalg.eigh(information)
    known = roots > max(_UNKNOWN, 1e-10 * float(np.abs(roots).max()))
    for i in np.flatnonzero(~known):
        unidentified |= np.abs(vectors[:, i]) > 0.01
    covariance = np.zeros((k, k))
    if known.any():
        covariance = (vectors[:, known] / roots[known]) @ vectors[:, known].T
    return covariance, unidentified
