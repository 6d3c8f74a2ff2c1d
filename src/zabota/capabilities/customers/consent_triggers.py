"""The database refuses to change a consent: whose it is may move with a merge, what was said may not.

`how` may be emptied by erasure; a consent goes only together with its customer.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_FIXED = ("channel", "purpose", "is_given", "actor_name", "recorded_at")
_DIFFERS = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _FIXED)
_SAYS = "a consent cannot be changed: add another"

_SQLITE = (
    "CREATE TRIGGER consent_no_update BEFORE UPDATE ON customers_consententry "
    f"WHEN {_DIFFERS} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
)
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$",
    "CREATE TRIGGER consent_no_update BEFORE UPDATE ON customers_consententry FOR EACH ROW "
    f"WHEN ({_DIFFERS}) EXECUTE FUNCTION consent_refuse()",
)


def protect(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRES:
            cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    where = "" if connection.vendor == "sqlite" else " ON customers_consententry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS consent_no_update{where}")
