"""The audit of the company's own orders, kept beside the snapshot so that the next page is there at once."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import regulars as rg
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from zabota.capabilities.value import analysis
from zabota.capabilities.value.analysis import Audit, AuditChoice, Lens
from zabota.capabilities.value.contracts import READ_VALUE
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.warehouse import queries as warehouse
from zabota.foundation.warehouse.contracts import SnapshotMissingError

KEPT_SECONDS = 30 * 24 * 3600
KEPT_ANSWERS = 200
GOODS = """
    CREATE VIEW goods AS
    WITH named AS (
        SELECT id, category, coalesce(nullif(name, ''), sku) AS told, count(*) OVER (PARTITION BY told) AS like_it, sku
        FROM products
    )
    SELECT order_id, CASE WHEN like_it > 1 AND told <> sku THEN told || ' · ' || sku ELSE told END AS product, category,
        amount_minor, cost_minor
    FROM order_lines JOIN named ON named.id = order_lines.product_id
"""


@dataclass(frozen=True, kw_only=True)
class AuditAnswer:
    """The audit of one snapshot, and the currency they are in."""

    audit: Audit
    currency: str


def find_audit(actor: Actor, choice: AuditChoice) -> AuditAnswer | None:
    """The audit of what the actor may see; None where no customer with a name has bought yet.

    A choice that does not exist (any more) is replaced by the usual one. Nothing is written to the database.
    """
    actor.require(READ_VALUE)
    snapshot = warehouse.version()
    if snapshot is None:
        return None
    rate = identity.get_company().margin_rate
    margin_rate = None if rate is None else float(rate)
    branch = actor.branch_limit
    kept = _kept()
    key = _key(snapshot, choice, margin_rate, branch)
    if (found := kept.get(key)) is not None:
        answer: AuditAnswer = found
        return answer
    made = _audit(choice, margin_rate, branch)
    if made is not None:
        kept.set(key, made, KEPT_SECONDS)
    return made


def _kept() -> FileBasedCache:
    folder = Path(settings.DATA_DIR) / "cache" / "audit"
    return FileBasedCache(str(folder), {"OPTIONS": {"MAX_ENTRIES": KEPT_ANSWERS}})


def _key(snapshot: str, choice: AuditChoice, margin_rate: float | None, branch: int | None) -> str:
    told = f"{snapshot}|{choice!r}|{margin_rate}|{branch}|{version('regulars')}|{[*Lens]}"
    return hashlib.sha256(told.encode()).hexdigest()


def _audit(choice: AuditChoice, margin_rate: float | None, branch: int | None) -> AuditAnswer | None:
    try:
        with warehouse.connect() as connection:
            if branch is not None:
                _keep_to_branch(connection, branch)
            connection.execute(GOODS)
            main = analysis.take_main_currency(connection)
            until = connection.execute("SELECT max(ordered_on) FROM orders").fetchall()[0][0]
            audit = _nearest(connection, choice, until, margin_rate)
            return AuditAnswer(audit=audit, currency=main.currency)
    except (SnapshotMissingError, rg.NotEnoughDataError):
        return None


def _nearest(connection: Any, choice: AuditChoice, until: date, margin_rate: float | None) -> Audit:  # noqa: ANN401
    """The wished audit, else without the wished periods, else the usual one."""
    plain = AuditChoice(grain=choice.grain, cohort_grain=choice.cohort_grain)
    for wish in (choice, replace(choice, cohort=""), plain, replace(plain, cohort_grain="")):
        try:
            return analysis.audit_of(connection, wish, until=until, margin_rate=margin_rate)
        except rg.InvalidArgumentError:
            continue
    return analysis.audit_of(connection, AuditChoice(), until=until, margin_rate=margin_rate)


def _keep_to_branch(connection: Any, branch: int) -> None:  # noqa: ANN401
    connection.execute("ALTER VIEW orders RENAME TO orders_of_all")
    connection.execute(f"CREATE VIEW orders AS SELECT * FROM orders_of_all WHERE branch_id = {int(branch)}")  # noqa: S608
