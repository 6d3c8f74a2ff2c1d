"""How many answers a score needs before it may be shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SCORE_BASE = 10
"""Below this many answers there is no score: show the answers themselves."""

FULL_BASE = 30
"""Below this many answers the score carries the words "low base", and changes are not judged."""


def base_verdicts(n: ArrayLike) -> NDArray[np.str_]:
    """Return the verdict code of each base, element by element."""
    size = np.asarray(n, np.float64)
    return np.select([size <= 0, size < SCORE_BASE, size < FULL_BASE], ["no_base", "no_score", "low_base"], "")


def base_verdict(n: float) -> str:
    """Return what the number of answers allows.

    Business question: may I show this score?

    Parameters
    ----------
    n : float ≥ 0
        Answers; with weights, their effective number.

    Returns
    -------
    str
        ``"no_base"`` (nobody answered), ``"no_score"`` (1–9: list the answers instead), ``"low_base"``
        (10–29: the score with its interval and these words) or ``""`` (30 and more).

    Notes
    -----
    The numbers are kept also under ``"no_score"``, so that they can be computed with; the code says
    that they are not to be shown as a score.
    """
    return str(base_verdicts(n))
