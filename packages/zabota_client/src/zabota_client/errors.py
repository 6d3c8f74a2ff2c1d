"""What can go wrong, told in the words of the server.

ZabotaError
├── UnreachableError        no answer came
├── UnreadableAnswerError   an answer came, but not from Zabota
└── RefusedError            the server says no, and why
    ├── InvalidError            422 (also 400): `errors` name the fields
    ├── NotAuthenticatedError   401
    ├── ForbiddenError          403
    ├── NotFoundError           404
    ├── ConflictError           409: the idempotency key was used for another request; 412: changed meanwhile
    ├── TooManyRequestsError    429
    └── ServerError             5xx
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


class ZabotaError(Exception):
    """Everything this client raises."""


class UnreachableError(ZabotaError):
    """No answer came: a name that is not known, a closed port, silence."""


class UnreadableAnswerError(ZabotaError):
    """An answer came that Zabota would not give: is the address right?"""


@dataclass(frozen=True)
class FieldError:
    """`field` is named as it was sent: `name`, `orders[3].lines[0].amount_minor`."""

    field: str
    message: str
    code: str


class RefusedError(ZabotaError):
    """`kind` names the problem for programs (`invalid`, `forbidden`, …), `detail` tells it to people."""

    def __init__(self, *, status: int, kind: str, detail: str, errors: tuple[FieldError, ...] = ()) -> None:
        fields = "; ".join(f"{one.field}: {one.message}" for one in errors)
        super().__init__(f"{status} {detail} ({fields})" if fields else f"{status} {detail}")
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors


class InvalidError(RefusedError):
    """Some values are wrong; nothing was saved."""


class NotAuthenticatedError(RefusedError):
    """The key is unknown, ended or missing."""


class ForbiddenError(RefusedError):
    """The key lacks a right."""


class NotFoundError(RefusedError):
    """There is nothing here, or the key may not see it."""


class ConflictError(RefusedError):
    """The same idempotency key came with another request, or somebody changed the thing meanwhile."""


class TooManyRequestsError(RefusedError):
    """The key called too often, also after the client waited and tried again."""


class ServerError(RefusedError):
    """The server failed; whoever runs it finds the reason in its log."""


_BY_STATUS: dict[int, type[RefusedError]] = {
    400: InvalidError,
    401: NotAuthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    422: InvalidError,
    429: TooManyRequestsError,
}


def refusal(status: int, body: bytes) -> RefusedError:
    """The error for an answer of 400 and above; one without a problem document gets the name of its status."""
    told = _problem(body)
    kind = _BY_STATUS.get(status, ServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else RefusedError)
    errors = tuple(
        FieldError(str(one.get("field", "")), str(one.get("message", "")), str(one.get("code", "")))
        for one in told.get("errors", [])
        if isinstance(one, dict)
    )
    return kind(
        status=status,
        kind=str(told.get("type", "")).rsplit(":", 1)[-1],
        detail=str(told.get("detail") or told.get("title") or _phrase(status)),
        errors=errors,
    )


def _problem(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "an answer nobody expects"
