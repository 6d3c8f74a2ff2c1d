"""The CDNOW sample: the data every paper of the field is tried on."""

from __future__ import annotations

import datetime as dt
import gzip
from importlib import resources

import numpy as np

from regulars.datasets.orders import Orders

FIRST_DAY = dt.date(1997, 1, 1)


def load_cdnow_sample() -> Orders:
    """Load the 1/10 sample of CDNOW's customers acquired in the first quarter of 1997.

    Returns
    -------
    Orders
        6,919 transactions of 2,357 customers, with amounts in dollars; ``day`` counts from
        1997-01-01, so 272 is 1997-09-30, the last day of the papers' 39-week calibration period.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), 275-284.
    """
    packed = resources.files("regulars.datasets").joinpath("data/cdnow_sample.csv.gz").read_bytes()
    rows = [line.split(",") for line in gzip.decompress(packed).decode("ascii").splitlines()[1:]]
    return Orders(
        customer=np.array([int(row[1]) - 1 for row in rows]),
        day=np.array([(dt.date.fromisoformat(row[2]) - FIRST_DAY).days for row in rows]),
        amount=np.array([float(row[4]) for row in rows]),
        n_customers=2357,
    )
