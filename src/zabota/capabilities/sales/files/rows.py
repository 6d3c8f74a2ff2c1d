"""First step: every good row with its signed money and with one identity of the customer."""

import re
from pathlib import Path

import duckdb

from zabota.foundation.importing.currencies import minor_digits
from zabota.foundation.importing.engine import quoted

RETURN_WORDS = "возврат|сторно|отмен|return|refund|credit|cancel|chargeback"
CREDIT_NUMBER = r"^(возврат|взв|вз|return|refund|credit|ret|rma|cr|cn|cm|c|в)[\s_./№#-]*(\d.*)$"
CREDIT_SUFFIX = r"^(.*\d)[\s_./-]*(возврат|return|refund|ret|rma|cr)$"
CREDIT_SHARE = 0.5
"""Where at least this share of the numbers looks like credit notes, the letters are just how the shop numbers."""


def load_rows(engine: duckdb.DuckDBPyConnection, converted_path: Path, *, currency: str) -> None:
    """Make table ``rows``: the converted rows with signed sums in ``currency``."""
    scale = 10 ** minor_digits(currency)
    engine.execute(_ROWS.format(source=quoted(str(converted_path)), scale=scale, return_words=RETURN_WORDS))


_ROWS = """
CREATE TABLE rows AS
WITH priced AS (
    SELECT *, nullif(trim(number), '') AS own_number,
        coalesce(amount_minor, TRY_CAST(round(
            TRY_CAST(price * {scale} AS DECIMAL(22,6)) * TRY_CAST(coalesce(quantity, 1) AS DECIMAL(16,3))) AS BIGINT
        )) AS amount,
        coalesce(cost_minor, TRY_CAST(round(
            TRY_CAST(unit_cost * {scale} AS DECIMAL(22,6)) * TRY_CAST(coalesce(quantity, 1) AS DECIMAL(16,3))) AS BIGINT
        )) AS cost,
        coalesce(regexp_matches(lower(operation), '{return_words}'), false) AS called_return
    FROM read_parquet({source})
), signed AS (
    SELECT * REPLACE (CASE WHEN quantity < 0 AND amount > 0 THEN -amount ELSE amount END AS amount) FROM priced
)
SELECT row_number, own_number AS number, ordered_on,
    ordered_on + coalesce(ordered_time, TIME '00:00') AS ordered_local,
    nullif(trim(customer_key), '') AS customer_key,
    nullif(trim(coalesce(nullif(trim(company), ''), customer_name)), '') AS customer_name,
    nullif(trim(company), '') IS NOT NULL AS is_company,
    phones, emails, amount,
    CASE WHEN amount < 0 AND quantity > 0 THEN -quantity
         ELSE coalesce(quantity, CASE WHEN amount < 0 THEN -1 ELSE 1 END) END AS quantity,
    coalesce(CASE WHEN amount < 0 THEN -abs(cost) ELSE cost END,
             amount - CASE WHEN amount < 0 THEN -abs(margin_minor) ELSE margin_minor END) AS cost,
    currency, coalesce(nullif(trim(sku), ''), nullif(trim(product), '')) AS sku,
    coalesce(trim(product), '') AS product, coalesce(trim(category), '') AS category,
    coalesce(trim(branch), '') AS branch, coalesce(trim(channel), '') AS channel,
    called_return, nullif(trim(returned_number), '') AS returned_number,
    acquired, nullif(trim(acquisition_source), '') AS acquisition_source, acquisition_cost_minor
FROM signed
"""


def rebuild(engine: duckdb.DuckDBPyConnection, select: str) -> None:
    """Replace table ``rows`` by a query over it: cheaper than UPDATE, which keeps both versions."""
    engine.execute(f"CREATE TABLE rows_next AS {select}")
    engine.execute("DROP TABLE rows")
    engine.execute("ALTER TABLE rows_next RENAME TO rows")


def identify_customers(engine: duckdb.DuckDBPyConnection) -> None:
    """Add ``identity``: the shop's key, else the phone, else the e-mail, else the name.

    A phone that elsewhere in the file stands beside exactly one key means that customer; so does an e-mail
    beside one key or, where there is no key, beside one phone.
    """
    for kind, owner in (
        ("phone", "customer_key"),
        ("email", "coalesce(customer_key, phone_owner, 'phone:' || phones[1])"),
    ):
        engine.execute(_OWNERS.format(kind=kind, owner=owner))
        rebuild(
            engine,
            f"""
            SELECT rows.*, {kind}_owners.owner AS {kind}_owner
            FROM rows LEFT JOIN {kind}_owners ON rows.{kind}s[1] = {kind}_owners.value
            """,  # noqa: S608 - our own names
        )
    rebuild(engine, _IDENTITY)


_OWNERS = """
CREATE TEMP TABLE {kind}_owners AS
SELECT value, min(owner) AS owner
FROM (SELECT unnest({kind}s) AS value, {owner} AS owner FROM rows)
WHERE owner IS NOT NULL GROUP BY value HAVING count(DISTINCT owner) = 1
"""
_IDENTITY = """
SELECT * EXCLUDE (phone_owner, email_owner),
    coalesce(customer_key, phone_owner, 'phone:' || phones[1], email_owner, 'email:' || emails[1],
             'name:' || lower(regexp_replace(customer_name, '\\s+', ' ', 'g'))) AS identity
FROM rows
"""


def credit_number_base(number: str) -> str | None:
    """The number of the sale inside the number of a credit note: C536379 → 536379; None for other numbers."""
    text = number.strip().lower()
    if match := re.match(CREDIT_NUMBER, text):
        return match[2]
    if match := re.match(CREDIT_SUFFIX, text):
        return match[1]
    return None


def mark_credit_notes(engine: duckdb.DuckDBPyConnection) -> None:
    """Add ``credit_base``: the number inside the number of a credit note."""
    base = (
        f"coalesce(nullif(regexp_extract(lower(number), {quoted(CREDIT_NUMBER)}, 2), ''), "
        f"nullif(regexp_extract(lower(number), {quoted(CREDIT_SUFFIX)}, 1), ''))"
    )
    share = engine.execute(
        "SELECT count(base) / count(*) FROM "  # noqa: S608 - our own patterns
        f"(SELECT number, {base} AS base FROM (SELECT DISTINCT number FROM rows WHERE number IS NOT NULL))"
    ).fetchone()
    usual = share is None or share[0] is None or share[0] >= CREDIT_SHARE
    rebuild(engine, f"SELECT *, {'NULL::VARCHAR' if usual else base} AS credit_base FROM rows")  # noqa: S608
