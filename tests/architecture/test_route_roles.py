"""Every route has its line, and every line is true: stranger, owner, manager, agent, analyst, forged form."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.architecture.route_roles import EXAMPLES, ROUTES, Route
from zabota.foundation.identity import services
from zabota.foundation.identity.contracts import SYSTEM, Role, declared_permissions
from zabota.foundation.identity.middleware import CONTENT_SECURITY_POLICY
from zabota.foundation.identity.models import Staff
from zabota.foundation.testing.cast import client_of
from zabota.surfaces.api import limits

PAGES = [route for route in ROUTES if not route.is_api]
GETS = [route for route in ROUTES if route.method == "GET"]
DEEDS = [route for route in PAGES if route.method == "POST" and not route.is_keyed]
CALLS = [route for route in ROUTES if route.is_api]


@pytest.fixture
def people(owner: Staff, manager: Staff, agent: Staff, analyst: Staff, warehouse_folder: Path) -> dict[Role, Staff]:
    """The cast, in a house without a snapshot: an earlier test may have left one."""
    limits.REQUESTS.clear()
    limits.FAILURES.clear()
    return {Role(person.role): person for person in (owner, manager, agent, analyst)}


@contextmanager
def undone() -> Iterator[None]:
    """What one visitor does is not seen by the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def address(route: Route) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(EXAMPLES[found[1]]()), route.url)


def go(client: Client, route: Route, **headers: str) -> HttpResponse:
    url = address(route)
    if route.method == "GET":
        return client.get(url, headers=headers)
    content_type = "application/json" if route.is_api else None
    kinds = {"content_type": content_type} if content_type else {}
    return getattr(client, route.method.lower())(url, dict(route.data), headers=headers, **kinds)


def all_patterns(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern).removeprefix("^"), pattern


def known_routes() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for route in ROUTES:
        place = resolve(re.sub(r"\{\w+\}", "1", route.url))
        known.setdefault(place.route.removeprefix("^"), set()).add(route.method)
    return known


def test_every_route_has_a_line() -> None:
    existing = {name for name, _pattern in all_patterns(get_resolver().url_patterns)}
    missing = existing - set(known_routes())
    assert not missing, f"add a line to tests/architecture/route_roles.py for: {sorted(missing)}"


def test_every_api_operation_has_a_line() -> None:
    known = known_routes()
    for name, pattern in all_patterns(get_resolver().url_patterns):
        operations = getattr(getattr(pattern.callback, "__self__", None), "operations", [])
        for operation in operations:
            assert set(operation.methods) <= known[name], f"{operation.methods} {name} has no line"


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_each_role_gets_what_the_line_says(route: Route, people: dict[Role, Staff]) -> None:
    for role, person in people.items():
        with undone():
            expected = route.ok if role in route.who else 403
            assert go(client_of(person), route).status_code == expected, role


@pytest.mark.parametrize("route", [route for route in PAGES if not route.is_public], ids=str)
def test_a_stranger_is_sent_to_the_sign_in(route: Route, people: dict[Role, Staff]) -> None:
    answer = go(client_of(None), route)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("route", CALLS, ids=str)
def test_a_key_gets_only_what_its_rights_allow(route: Route, people: dict[Role, Staff]) -> None:
    everything = [right.code for right in declared_permissions() if Role.OWNER in right.roles]
    full = services.create_key(SYSTEM, name="full", role=Role.OWNER, scopes=everything)
    assert go(client_of(None), route).status_code == 401
    assert go(client_of(None), route, authorization="Bearer zbt_0000000000_made-up").status_code == 401
    assert go(client_of(people[Role.OWNER]), route).status_code == 401, "a session must not open the API"
    with undone():
        assert go(client_of(None), route, authorization=f"Bearer {full.text}").status_code == route.ok
    if route.right:
        without = [code for code in everything if code != route.right]
        narrow = services.create_key(SYSTEM, name="narrow", role=Role.OWNER, scopes=without)
        assert go(client_of(None), route, authorization=f"Bearer {narrow.text}").status_code == 403


@pytest.mark.parametrize("route", DEEDS, ids=str)
def test_a_forged_form_without_its_token_is_refused(route: Route, people: dict[Role, Staff]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[Role.OWNER])
    assert go(client, route).status_code == 403


@pytest.mark.parametrize("url", sorted({route.url for route in PAGES}))
def test_a_method_without_a_line_is_refused(url: str, people: dict[Role, Staff]) -> None:
    declared = {route.method for route in ROUTES if route.url == url}
    for method in {"GET", "POST", "PUT", "DELETE"} - declared:
        with undone():
            answer = go(client_of(people[Role.OWNER]), Route(method, url))
        assert answer.status_code in {404, 405}, f"{method} {url}"


def contents() -> dict[str, list[str]]:
    """Every row of every table, except sessions and counters of time."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - {"django_session"})
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(str(row) for row in cursor.fetchall())
    return rows


@pytest.mark.parametrize("route", [route for route in GETS if not route.is_api], ids=str)
def test_looking_changes_nothing(route: Route, people: dict[Role, Staff]) -> None:
    url = address(route)
    for client in (client_of(people[Role.OWNER]), client_of(None)):
        before = contents()
        client.get(url)
        assert contents() == before


@pytest.mark.parametrize("route", GETS, ids=str)
def test_every_answer_carries_the_strict_headers(route: Route, people: dict[Role, Staff]) -> None:
    for client in (client_of(people[Role.OWNER]), client_of(None)):
        with undone():
            answer = go(client, route)
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        for name, cookie in answer.cookies.items():
            assert cookie["samesite"] in {"Lax", "Strict"}, name
            assert cookie["httponly"] or name == "csrftoken", name


def test_the_policy_has_no_exception() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in CONTENT_SECURITY_POLICY
