"""The database refuses to change a consent: whose it is may move with a merge, what was said may not.

`how` and `proof` may be emptied by erasure; a consent goes only together with its customer.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

FIXED = ("channel", "purpose", "is_given", "text_version", "actor_name", "recorded_at")
_SAYS = "a consent cannot be changed: add another"


def _statements(vendor: str, fixed: Sequence[str]) -> tuple[str, ...]:
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in fixed)
    if vendor == "sqlite":
        return (
            "CREATE TRIGGER consent_no_update BEFORE UPDATE ON customers_consententry "
            f"WHEN {differs} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
        )
    return (
        "CREATE OR REPLACE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$",
        "CREATE TRIGGER consent_no_update BEFORE UPDATE ON customers_consententry FOR EACH ROW "
        f"WHEN ({differs}) EXECUTE FUNCTION consent_refuse()",
    )


def protect(connection: BaseDatabaseWrapper, fixed: Sequence[str] = FIXED) -> None:
    """`fixed` are the columns of the day: a migration names those that were there when it was written."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, fixed):
            cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    where = "" if connection.vendor == "sqlite" else " ON customers_consententry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS consent_no_update{where}")
