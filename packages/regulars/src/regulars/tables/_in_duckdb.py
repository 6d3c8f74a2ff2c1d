"""The histories of customers by DuckDB's own SQL: a file, a frame or a relation is answered in milliseconds.

`_in_ibis` says the same for any other engine; importing Ibis and building its expression takes seconds, which
is why the engine that comes with the library is asked directly. Tests hold both to the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from regulars.tables._histories import LOG_STEPS, Histories, Question, whole_counts

if TYPE_CHECKING:
    from regulars.tables.source import OrderSource

_COUNTS = """
SELECT count(*) AS rows_read,
  count(*) - count(customer) AS rows_without_customer,
  count(*) - count(day) AS rows_without_date,
  count(*) - count(amount_minor) AS rows_without_amount,
  count(*) FILTER ({before}) AS rows_before_observation,
  count(*) FILTER ({after}) AS rows_after_observation,
  count(*) FILTER (amount_minor < 0 AND {within}) AS return_rows,
  count(*) FILTER (customer IS NOT NULL AND amount_minor IS NOT NULL AND {within}) AS rows_used,
  max(day) AS last_day
FROM lines"""
# `again` is what was spent on a day besides the purchase that may be a customer's first
_DAYS = """WITH days AS (
  SELECT customer, day, CAST(sum(amount_minor) AS BIGINT) AS net, count(*) AS n,
    {purchases} AS purchases, {again} AS again
  FROM lines WHERE customer IS NOT NULL AND amount_minor IS NOT NULL AND {within} GROUP BY customer, day)"""
_ONE_A_DAY = {
    "frequency": "count(*) - 1",
    "purchases": "CAST(sum(amount_minor) > 0 OR min(amount_minor) >= 0 AS BIGINT)",
    "again": "0",
}
_EVERY_ROW = {
    "frequency": "CAST(sum(purchases) - 1 AS BIGINT)",
    "purchases": "count(*) FILTER (amount_minor >= 0)",
    "again": "coalesce(sum(greatest(amount_minor, 0)) - sum(greatest(amount_minor, 0)) "
    "// nullif(count(*) FILTER (amount_minor >= 0), 0), 0)",
}
_SPACED = """, spaced AS (
  SELECT *, CASE WHEN purchases > 0
    THEN day - lag(day) OVER (PARTITION BY customer, purchases > 0 ORDER BY day) END AS gap FROM days)"""
_LOG_STEPS = f", CAST(coalesce(sum(round(ln(gap) * {LOG_STEPS})), 0) AS BIGINT) AS log_steps"
# without returns every row is on a day of purchase: they need not be counted, nor the days looked at twice
_WITHOUT_RETURNS = """, histories AS (
  SELECT customer, {frequency} AS frequency, min(day) AS first_day, max(day) AS last_day,
    CAST(sum(net) - arg_min(net - again, day) AS BIGINT) AS repeat_minor{logs}
  FROM {days} GROUP BY customer)"""
# the few who returned something before they were seen to buy are looked up a second time
_WITH_RETURNS = """, buyers AS MATERIALIZED (
  SELECT customer, CAST(sum(purchases) - 1 AS BIGINT) AS frequency,
    min(day) FILTER (purchases > 0) AS first_day, max(day) FILTER (purchases > 0) AS last_day, min(day) AS seen,
    sum(net) - arg_min(net - again, day) FILTER (purchases > 0) AS later,
    CAST(coalesce(sum(n) FILTER (purchases > 0), 0) AS BIGINT) AS lines{logs}
  FROM {days} GROUP BY customer),
early AS (
  SELECT customer, sum(amount_minor) AS net
  FROM lines JOIN (SELECT customer, first_day FROM buyers WHERE seen < first_day) USING (customer)
  WHERE amount_minor IS NOT NULL AND {within} AND day < first_day GROUP BY customer),
histories AS (
  SELECT customer, frequency, first_day, last_day, lines{kept_logs},
    CAST(later - coalesce(early.net, 0) AS BIGINT) AS repeat_minor
  FROM buyers LEFT JOIN early USING (customer))"""
_EACH = " FROM histories"
_COLLAPSED = """
SELECT frequency, first_day, last_day, count(*) AS customers, CAST(sum(repeat_minor) AS BIGINT) AS repeat_minor,
  count(*) FILTER (frequency > 0 AND repeat_minor <= 0) AS without_spend{added_lines}{added_logs}
FROM histories GROUP BY frequency, first_day, last_day"""


def histories_in_duckdb(source: OrderSource, question: Question) -> Histories:
    """Ask DuckDB: one scan that counts rows, one that groups them."""
    period = _period(question)
    counts, last_day = whole_counts(source.query(_COUNTS.format(**period)).to_pylist()[0])
    query = _DAYS + (_SPACED if question.log_intervals else "")
    query += _WITH_RETURNS if counts["return_rows"] else _WITHOUT_RETURNS
    added_lines = ", CAST(sum(lines) AS BIGINT) AS lines" if counts["return_rows"] else ""
    query += _COLLAPSED if question.collapse else _EACH
    rows = source.query(query.format(**period, **_by_day(question), **_by_intervals(question), added_lines=added_lines))
    return Histories(counts, question.observed_until or last_day, rows)


def _period(question: Question) -> Mapping[str, str]:
    """What lies before, after and within the observation; an end that is not stated costs no comparison."""
    since, until = question.observed_from, question.observed_until
    before = "false" if since is None else f"day < DATE '{since}'"
    after = "false" if until is None else f"day > DATE '{until}'"
    return {"before": before, "after": after, "within": f"day IS NOT NULL AND NOT ({before}) AND NOT ({after})"}


def _by_day(question: Question) -> Mapping[str, str]:
    return _ONE_A_DAY if question.merge_days else _EVERY_ROW


def _by_intervals(question: Question) -> Mapping[str, str]:
    if not question.log_intervals:
        return {"days": "days", **dict.fromkeys(("logs", "kept_logs", "added_logs"), "")}
    return {
        "days": "spaced",
        "logs": _LOG_STEPS,
        "kept_logs": ", log_steps",
        "added_logs": ", CAST(sum(log_steps) AS BIGINT) AS log_steps",
    }
