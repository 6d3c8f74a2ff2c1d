"""The triggers that make the database refuse to change or delete a recorded deed."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END",
)
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log cannot be changed'; END $$",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def protect(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRES)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    where = "" if connection.vendor == "sqlite" else " ON audit_auditentry"
    _run(connection, tuple(f"DROP TRIGGER IF EXISTS {name}{where}" for name in ("audit_no_update", "audit_no_delete")))
