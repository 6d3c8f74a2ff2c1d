"""What the fits of all models share: the facts of the fit and uncertainty by the delta method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimates, Link, Notice
from regulars.lifetime._maximize import Maximum

Floats = NDArray[np.float64]

RECOMMENDED_REPEAT_CUSTOMERS = 50
"""Below this many repeat customers parameters are hardly known; fits say so in ``warnings``."""

_PART_OF_ERROR = 0.02  # step of the delta method, in standard errors


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """Hold what every fit tells.

    Attributes
    ----------
    params : mapping of str to float
        Estimates under the names of the papers; times are in ``time_unit``.
    standard_errors : mapping of str to float
        Standard errors of ``params``; nan where the data say nothing about a parameter.
    covariance : ndarray, shape (k, k)
        Covariance of ``params``, in their order; nan as above.
    log_covariance : ndarray, shape (k, k)
        Covariance of the logarithms of ``params``, on the directions the data do inform; of the
        effects of covariates, whose link is ``"identity"``, themselves.
    log_likelihood : float
        Total over customers, of densities per ``time_unit`` (or per unit of money).
    converged : bool
        Whether no more than a negligible gain of likelihood is left.
    boundary : tuple of str
        Codes of the edges the maximum lies on, such as ``"no_churn"``; empty when it lies inside.
    warnings : tuple of Notice
        Everything a reader must know, in plain words.
    n_customers, n_repeat_customers : float
        Customers (repeat customers) the fit has seen, counting weights.
    evaluations : int
        How many times the likelihood was evaluated.
    links : mapping of str to {"log", "identity"}
        On which scale each parameter was searched and its error is symmetric; ``"log"`` where a
        parameter is not named: it is above 0.
    """

    params: Mapping[str, float]
    standard_errors: Mapping[str, float]
    covariance: Floats
    log_covariance: Floats
    log_likelihood: float
    converged: bool
    boundary: tuple[str, ...]
    warnings: tuple[Notice, ...]
    n_customers: float
    n_repeat_customers: float
    evaluations: int
    links: Mapping[str, Link] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def theta(self) -> Floats:
        """Return the parameters on the scale of their links: logarithms, and effects as they are."""
        values = np.array(list(self.params.values()))
        logs = self._is_log
        values[logs] = np.log(values[logs])
        return values

    @property
    def _is_log(self) -> NDArray[np.bool_]:
        return np.array([self.links.get(name, "log") == "log" for name in self.params])

    @property
    def n_parameters(self) -> int:
        """Return how many numbers were estimated."""
        return len(self.params)

    @property
    def bic(self) -> float:
        """Return the Bayesian information criterion: parameters × ln(customers) - 2 × log-likelihood.

        Of models fitted to the same customers in the same time unit the one with the smaller value
        is to be preferred; a difference below 2 says nothing. nan where parameters were given.

        References
        ----------
        Schwarz (1978), "Estimating the dimension of a model", Annals of Statistics 6(2), 461-464.
        """
        if not self.n_customers > 0:
            return float("nan")
        return self.n_parameters * float(np.log(self.n_customers)) - 2 * self.log_likelihood

    def _with_uncertainty(self, function: Callable[[Floats], Floats], link: Link) -> Estimates:
        """Evaluate ``function`` of the log-parameters, given on the scale of the link, and its error.

        The delta method along the principal axes of the covariance: one pair of evaluations per
        direction in which the parameters are uncertain.
        """
        theta = self.theta
        centre = function(theta)
        slopes = self._slopes(function, theta, centre)
        variance = (slopes**2).sum(axis=0)
        value = np.exp(centre) if link == "log" else scipy.special.expit(centre) if link == "logit" else centre
        return Estimates(value=value, standard_error=np.sqrt(variance), link=link)

    def _slopes(self, function: Callable[[Floats], Floats], theta: Floats, centre: Floats) -> Floats:
        """Return by how much the function changes per standard error along each principal axis, a row each."""
        axes = self._principal_axes()
        logs = self._is_log
        slopes = np.zeros((len(axes), *centre.shape))
        for i, axis in enumerate(axes):
            part = _PART_OF_ERROR / max(1.0, float(np.linalg.norm(axis[logs])))
            up, down = function(theta + part * axis), function(theta - part * axis)
            np.subtract(up, down, out=slopes[i], where=np.isfinite(centre))
            slopes[i] /= 2 * part
        return slopes

    def _principal_axes(self) -> Floats:
        """Return steps of one standard error, a row each, whose outer products add up to the covariance.

        They are the axes of the correlations, so that effects per unit of a covariate may have any size.
        """
        scale = np.sqrt(np.diag(self.log_covariance))
        scale = np.where(scale > 0, scale, 1.0)
        spread, axes = np.linalg.eigh(self.log_covariance / np.outer(scale, scale))
        unsure = spread > 0
        return np.asarray((scale[:, None] * axes[:, unsure] * np.sqrt(spread[unsure])).T)


def check_horizon(horizon: float) -> float:
    """Return a horizon that is a positive, finite number of time units."""
    if not (np.isfinite(horizon) and horizon > 0):
        raise InvalidArgumentError(f"horizon must be a positive number of time units, got {horizon!r}")
    return float(horizon)


def check_rate(name: str, rate: float) -> float:
    """Return a rate that is not negative."""
    if not (np.isfinite(rate) and rate >= 0):
        raise InvalidArgumentError(f"{name} must be a number ≥ 0, got {rate!r}")
    return float(rate)


def facts_of_fit(
    names: Sequence[str],
    maximum: Maximum,
    scale: Floats,
    notices: Sequence[Notice],
    *,
    effects: Sequence[str] = (),
    to_units: Floats | None = None,
) -> dict[str, Any]:
    """Return the fields of ``Fit`` that follow from a maximum; ``scale`` turns parameters into units.

    ``effects`` are the names of further parameters that may have any sign; ``to_units`` is the matrix
    from what was searched to what is reported.
    """
    all_names = (*names, *effects)
    matrix = np.eye(len(all_names)) if to_units is None else to_units
    theta = matrix @ maximum.theta
    theta[: len(names)] += np.log(scale)
    unknown = np.abs(matrix) @ maximum.unidentified > 0
    log_covariance = matrix @ maximum.covariance @ matrix.T
    with np.errstate(over="ignore", invalid="ignore"):  # parameters at covariates of 0 may be out of reach
        values = np.append(np.exp(theta[: len(names)]), theta[len(names) :])
        slope = np.append(values[: len(names)], np.ones(len(effects)))
        covariance = log_covariance * np.outer(slope, slope)
        covariance[unknown, :] = np.nan
        covariance[:, unknown] = np.nan
        errors = np.sqrt(np.diag(covariance))
    words = [Notice(edge.code, edge.message) for edge in maximum.edges]
    if not maximum.converged:
        words.append(Notice("not_converged", "The search ended before the maximum: do not use these numbers."))
    return {
        "params": _mapping(all_names, values),
        "standard_errors": _mapping(all_names, errors),
        "covariance": _read_only(covariance),
        "log_covariance": _read_only(log_covariance),
        "converged": maximum.converged,
        "boundary": tuple(edge.code for edge in maximum.edges),
        "warnings": (*words, *notices),
        "evaluations": maximum.evaluations,
        "links": _links(names, effects),
    }


def facts_of_given(names: Sequence[str], params: Mapping[str, float], effects: Sequence[str] = ()) -> dict[str, Any]:
    """Return the same fields for parameters that were not estimated but given."""
    all_names = (*names, *effects)
    if set(params) != set(all_names):
        raise InvalidArgumentError(f"parameters must be {', '.join(all_names)}; got {', '.join(params)}")
    values = np.array([params[name] for name in all_names], dtype=np.float64)
    if not (np.isfinite(values).all() and (values[: len(names)] > 0).all()):
        raise InvalidArgumentError(f"parameters must be positive numbers, got {dict(params)}")
    k = len(all_names)
    return {
        "params": _mapping(all_names, values),
        "standard_errors": _mapping(all_names, np.full(k, np.nan)),
        "covariance": _read_only(np.full((k, k), np.nan)),
        "log_covariance": _read_only(np.zeros((k, k))),
        "log_likelihood": float("nan"),
        "converged": True,
        "boundary": (),
        "warnings": (Notice("given", "The parameters were given, not estimated: intervals have no width."),),
        "n_customers": 0.0,
        "n_repeat_customers": 0.0,
        "evaluations": 0,
        "links": _links(names, effects),
    }


def few_repeat_customers(n_repeat: float, advice: str = "") -> tuple[Notice, ...]:
    """Return a notice where there are fewer repeat customers than recommended, with what to do about it."""
    if n_repeat >= RECOMMENDED_REPEAT_CUSTOMERS:
        return ()
    message = (
        f"Only {n_repeat:g} customers came back; with fewer than {RECOMMENDED_REPEAT_CUSTOMERS} "
        f"the parameters are hardly known. Trust the intervals, not the points.{advice}"
    )
    numbers = {"repeat_customers": n_repeat, "recommended": float(RECOMMENDED_REPEAT_CUSTOMERS)}
    return (Notice("few_repeat_customers", message, MappingProxyType(numbers)),)


def _links(names: Sequence[str], effects: Sequence[str]) -> Mapping[str, Link]:
    links: dict[str, Link] = dict.fromkeys(names, "log")
    return MappingProxyType(links | dict.fromkeys(effects, "identity"))


def _mapping(names: Sequence[str], values: Floats) -> Mapping[str, float]:
    return MappingProxyType(dict(zip(names, (float(v) for v in values), strict=True)))


_Array = TypeVar("_Array", bound=NDArray[np.float64])


def _read_only(array: _Array) -> _Array:
    array.flags.writeable = False
    return array
