"""Every operation of the OpenAPI file, called with what fits it and with what does not: the file is true,
nothing fails, and what is refused leaves no trace in the database."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.apps import apps
from django.core.wsgi import get_wsgi_application
from django.db import connection
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import CustomerChange
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role, declared_permissions
from zabota.foundation.identity.models import Staff
from zabota.foundation.webhooks import addresses
from zabota.foundation.webhooks import services as webhooks
from zabota.foundation.webhooks.services import EndpointTold
from zabota.surfaces.api import limits, reference

pytestmark = pytest.mark.usefixtures("wsgi_server")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHOLE_FILE = schemathesis.openapi.from_dict(reference.schema())
WHOLE_FILE.app = get_wsgi_application()


@WHOLE_FILE.hook
def filter_query(_context: Any, query: dict[str, Any] | None) -> bool:
    """An empty list or object is written as nothing: such a parameter is never sent, and cannot be refused."""
    return all(value not in ([], {}) for value in (query or {}).values())


A_FEW = WHOLE_FILE.include(operation_id=["get_me", "get_customer", "list_timeline", "add_note", "delete_customer"])


@pytest.fixture
def key(owner: Staff, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(limits.REQUESTS, "limit", 10**9)
    monkeypatch.setattr(limits.FAILURES, "limit", 10**9)
    for name in ("Анна", "Пётр", "Мария"):
        customers.create_customer(SYSTEM, told=CustomerChange(fields={"name": name}), now=NOW)
    monkeypatch.setattr(addresses, "reach", lambda _target, allowed: ["8.8.8.8"])  # no name is looked up
    told = EndpointTold(url="https://example.com/hook", kinds=["*"])
    hook = webhooks.add_endpoint(SYSTEM, told=told, now=NOW).endpoint
    webhooks.send_test(SYSTEM, endpoint_id=hook.pk, now=NOW)
    return identity.create_key(
        SYSTEM, name="till", role=Role.OWNER, scopes=[one.code for one in declared_permissions()]
    ).text


def state() -> dict[str, tuple[int, ...]]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{t}', COUNT(*) FROM {connection.ops.quote_name(t)}" for t in tables)
        )
        return dict(cursor.fetchall())


def keeps_to_the_file(case: Case, key: str) -> None:
    """A word for the request is its own each time: the random ones are alike, and the second would be a conflict."""
    if len(case.headers.get("Idempotency-Key") or "") in range(1, 201):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    before = state()
    response = case.call(headers={"Authorization": f"Bearer {key}"})
    if response.status_code >= 400:
        after = state()
        assert before == after, {t: (before[t], after[t]) for t in before if before[t] != after[t]}
    # Rules of the trade (a phone that exists, a colleague who is here) are no part of a JSON schema.
    case.validate_response(
        response, headers={"Authorization": f"Bearer {key}"}, excluded_checks=[positive_data_acceptance]
    )


@pytest.mark.slow
@WHOLE_FILE.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_the_file(case: Case, key: str) -> None:
    keeps_to_the_file(case, key)


@A_FEW.parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_a_few_operations_keep_to_the_file(case: Case, key: str) -> None:
    keeps_to_the_file(case, key)
