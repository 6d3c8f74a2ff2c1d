"""Tests with real transactions empty the tables afterwards; the audit log must let them."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from zabota.foundation.audit import immutability

# Django's own hook, which its stubs do not list.
_case: Any = TransactionTestCase
_empty_tables = _case._fixture_teardown


def _lift_and_empty(case: TransactionTestCase) -> None:
    immutability.unprotect(connection)
    try:
        _empty_tables(case)
    finally:
        immutability.protect(connection)


def let_tests_empty_the_audit_log() -> None:
    _case._fixture_teardown = _lift_and_empty
