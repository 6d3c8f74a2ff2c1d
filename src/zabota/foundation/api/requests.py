"""What the API's doorkeeper leaves on a request for the capabilities."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest

Answer = tuple[int, dict[str, Any]]


def once(request: HttpRequest, *, now: datetime, work: Callable[[], Answer]) -> Answer:
    """Do `work` unless the request's idempotency key was answered before; then give the same answer again."""
    do_once: Callable[..., Answer] = request.once  # type: ignore[attr-defined]
    return do_once(now=now, work=work)


REPEATABLE: dict[str, Any] = {
    "parameters": [
        {
            "in": "header", "name": "Idempotency-Key", "required": False,
            "description": "A word of your own for this request: sent again within seven days, it is done once.",
            "schema": {"type": "string", "maxLength": 200},
        }
    ]
}  # fmt: skip
"""What the OpenAPI file says of an operation done by `once`: `@router.post(…, openapi_extra=REPEATABLE)`."""

TELLS_STATE: dict[str, Any] = {
    "responses": {
        200: {
            "headers": {
                "ETag": {
                    "description": "Names this state of the thing: send it back as `If-Match` with a change.",
                    "schema": {"type": "string"},
                }
            }
        }
    }
}
"""What the OpenAPI file says of an answer with the header `ETag`."""

IF_SAME: dict[str, Any] = {
    "parameters": [
        {
            "in": "header", "name": "If-Match", "required": False,
            "description": "The `ETag` of the state you saw: 412 where somebody changed it meanwhile.",
            "schema": {"type": "string", "maxLength": 1000},
        }
    ]
}  # fmt: skip
"""What the OpenAPI file says of a change that takes `If-Match`."""
