"""How a request reaches the server: by urllib, or by any function of yours with the same shape."""

import http.client
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from zabota_client.errors import UnreachableError


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Response:
    """The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    def __call__(self, request: Request, /) -> Response:
        """The answer, whatever its status. Raises UnreachableError."""
        ...


class UrllibTransport:
    """The standard library's: proxies are taken from the environment; a redirect is an answer, so the key goes nowhere
    but to the address that was given."""

    def __init__(self, *, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
        ):  # fmt: skip
            self._opener.add_handler(handler)

    def __call__(self, request: Request, /) -> Response:
        asked = urllib.request.Request(  # noqa: S310 - the client takes only http and https
            request.url, data=request.body, headers=dict(request.headers), method=request.method
        )
        try:
            with self._opener.open(asked, timeout=self._timeout_seconds) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(status=answer.status, headers=headers, body=answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"{request.method} {request.url}: {error}") from error
