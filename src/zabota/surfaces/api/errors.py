"""Every error of the API is a problem document (RFC 9457)."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zabota.foundation.api.schemas import PROBLEM_TYPE
from zabota.foundation.identity.contracts import IdentityError, PermissionDeniedError

Condition = TypeVar("Condition", bound=Exception)


class TooManyRequestsError(Exception):
    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


class IdempotencyConflictError(Exception):
    """The same idempotency key came with another request."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def problem(
    status: int, *, kind: str, detail: str = "", errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """`kind` names the problem for programs: not-authenticated, forbidden, not-found, invalid, conflict, …"""
    body: dict[str, Any] = {"type": f"urn:zabota:problem:{kind}", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE, headers=headers)


def field_name(place: Sequence[str | int]) -> str:
    """`("body", "payload", "orders", 3, "total")` → `orders[3].total`: the caller's words, not ours."""
    parts = list(place[2:] if len(place) > 2 and place[0] == "body" else place[1:])
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or str(place[0] if place else "")


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [{"field": field_name(item["loc"]), "message": item["msg"], "code": item["type"]} for item in error.errors]
    return problem(422, kind="invalid", detail=_("Some fields are wrong; nothing was saved."), errors=errors)


def _unauthenticated(_error: Exception) -> HttpResponse:
    return problem(
        401, kind="not-authenticated", detail=_("Send a valid key: Authorization: Bearer zbt_…"),
        headers={"WWW-Authenticate": "Bearer"},
    )  # fmt: skip


def _forbidden(error: Exception) -> HttpResponse:
    return problem(403, kind="forbidden", detail=_("The key lacks the right %(right)s.") % {"right": error})


def _missing(_error: Exception) -> HttpResponse:
    return problem(404, kind="not-found", detail=_("There is nothing here, or it is not yours to see."))


def _refused(error: IdentityError) -> HttpResponse:
    errors = [{"field": error.field, "message": str(error.message), "code": "refused"}] if error.field else []
    return problem(422, kind="refused", detail=str(error.message), errors=errors)


def _too_many(error: TooManyRequestsError) -> HttpResponse:
    return problem(
        429, kind="too-many-requests", detail=_("Wait %(seconds)s s and try again.") % {"seconds": error.wait_seconds},
        headers={"Retry-After": str(error.wait_seconds)},
    )  # fmt: skip


def _conflict(error: IdempotencyConflictError) -> HttpResponse:
    return problem(409, kind="idempotency-conflict", detail=error.detail)


def _http(error: HttpError) -> HttpResponse:
    return problem(error.status_code, kind=HTTPStatus(error.status_code).phrase.lower().replace(" ", "-"),
                   detail=str(error))  # fmt: skip


def _on(api: NinjaAPI, condition: type[Condition], answer: Callable[[Condition], HttpResponse]) -> None:
    def handler(_request: HttpRequest, error: Condition | type[Condition]) -> HttpResponse:
        return answer(cast("Condition", error))

    api.add_exception_handler(condition, handler)


def install(api: NinjaAPI) -> None:
    _on(api, ValidationError, _invalid)
    _on(api, AuthenticationError, _unauthenticated)
    _on(api, PermissionDeniedError, _forbidden)
    _on(api, PermissionDenied, _forbidden)
    _on(api, Http404, _missing)
    _on(api, ObjectDoesNotExist, _missing)
    _on(api, IdentityError, _refused)
    _on(api, TooManyRequestsError, _too_many)
    _on(api, IdempotencyConflictError, _conflict)
    _on(api, HttpError, _http)
