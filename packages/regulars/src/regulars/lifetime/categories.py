"""Categories as columns of 0 and 1, the form in which models take covariates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError, InvalidSummaryError

Floats = NDArray[np.float64]


def dummies(
    name: str, values: Sequence[object] | NDArray[np.generic], *, base: object, levels: Sequence[object] | None = None
) -> dict[str, Floats]:
    """Return a column of 0 and 1 for each category but the base, ready to be covariates.

    Answers: how do customers of each channel differ from those of the base channel? An effect of
    ``"channel=web"`` compares web with the base.

    Parameters
    ----------
    name : str
        What the categories are of, such as ``"channel"``.
    values : sequence, shape (n,)
        The category of each customer.
    base : object
        The category all others are compared with; a large one is known best.
    levels : sequence, optional
        All categories, base included; by default those among ``values``, sorted. Give those of the
        fit when asking about other customers.

    Returns
    -------
    dict of str to ndarray of float, shape (n,)
        Columns named ``"channel=web"``, in the order of ``levels``.

    Raises
    ------
    InvalidSummaryError
        If a value is missing or not among ``levels``; the row is named.
    InvalidArgumentError
        If the base is not among the categories, or there is none besides it.
    """
    each = list(values)
    for row, value in enumerate(each):
        if value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
            raise InvalidSummaryError(f"{name} is missing (row {row})", field=name, row=row)
    known = sorted(set(each), key=str) if levels is None else list(levels)
    if base not in known:
        raise InvalidArgumentError(f"the base {base!r} is none of the categories of {name}: {known}")
    if len(known) < 2:
        raise InvalidArgumentError(f"{name} has no category besides {base!r}")
    for row, value in enumerate(each):
        if value not in known:
            raise InvalidSummaryError(f"{name} is {value!r} (row {row}), which is no level", field=name, row=row)
    return {f"{name}={level}": np.array([float(value == level) for value in each]) for level in known if level != base}
