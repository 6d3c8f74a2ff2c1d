"""The totals `zabota audit FILE --json` gives, to be found again elsewhere."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.product import Product


@dataclass(frozen=True)
class Totals:
    orders: int
    customers: int
    anonymous_orders: int
    returns: int
    revenue_minor: int


def totals_of_audit(product: Product, path: Path) -> Totals:
    told = json.loads(product.run("audit", str(path), "--json", "--out", str(path.with_suffix(".html"))))
    counts, totals = told["counts"], told["totals"]
    return Totals(
        orders=counts["orders"],
        customers=counts["customers"],
        anonymous_orders=counts["anonymous_orders"],
        returns=counts["returns"],
        revenue_minor=totals["revenue_minor"],
    )
