"""The client's requests carried to the server inside the test: nothing is listened to, nothing is faked."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from zabota_client import Request, Response


class WsgiTransport:
    """Remembers what was asked: method and path."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.asked: list[tuple[str, str]] = []
        self._application = application

    def __call__(self, request: Request, /) -> Response:
        url, body = urlsplit(request.url), request.body or b""
        environ: dict[str, Any] = {
            f"HTTP_{name.upper().replace('-', '_')}": text for name, text in request.headers.items()
        }
        environ |= {
            "REQUEST_METHOD": request.method, "PATH_INFO": unquote(url.path, "latin-1"), "QUERY_STRING": url.query,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": url.netloc, "wsgi.input": BytesIO(body),
        }  # fmt: skip
        setup_testing_defaults(environ)
        self.asked.append((request.method, url.path))
        told: list[Any] = []
        answer = self._application(environ, lambda status, headers, _error=None: told.extend((status, headers)))
        content = b"".join(answer)
        answer.close()
        headers = {name.lower(): value for name, value in told[1]}
        return Response(status=int(told[0].split()[0]), headers=headers, body=content)
