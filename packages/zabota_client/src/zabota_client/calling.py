"""One call: the key, the address, another try where the server asks for patience, errors in its words."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlencode

from zabota_client import shapes
from zabota_client.errors import UnreachableError, UnreadableAnswerError, refusal
from zabota_client.transport import Request, Response, Transport

PATIENCE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
TRIES = 4
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 120.0


def new_key() -> str:
    """An idempotency key: however often the request is sent, it is done once."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Caller:
    url: str
    headers: Mapping[str, str]
    transport: Transport
    sleep: Callable[[float], None] = time.sleep

    def send(
        self, method: str, path: str, *, query: Mapping[str, object] | None = None, body: object = None,
        form: Mapping[str, object] | None = None, idempotency_key: str | None = None, if_match: str | None = None,
    ) -> shapes.Body:  # fmt: skip
        """The body of the answer. Raises the errors of `errors.py`."""
        pairs = shapes.query_pairs(query or {})
        headers = dict(self.headers)
        content: bytes | None = None
        if form is not None:
            headers["Content-Type"], content = shapes.multipart(form)
        elif body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(shapes.encode(body)).encode()
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        if if_match:
            headers["If-Match"] = if_match
        url = f"{self.url}{path}?{urlencode(pairs)}" if pairs else f"{self.url}{path}"
        request = Request(method=method, url=url, headers=headers, body=content)
        answer = self._patiently(request, may_repeat=method == "GET" or idempotency_key is not None)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise refusal(answer.status, answer.body)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise UnreadableAnswerError(f"{request.url} leads to {answer.headers.get('location')}: give that address")
        body = shapes.Body(answer.body)
        body.etag = answer.headers.get("etag", "")
        return body

    def _patiently(self, request: Request, *, may_repeat: bool) -> Response:
        """429 and 503 were not done, so they are sent again; silence only where doing it twice changes nothing."""
        wait = FIRST_WAIT_SECONDS
        for _try in range(TRIES - 1):
            try:
                answer = self.transport(request)
            except UnreachableError:
                if not may_repeat:
                    raise
                asked = None
            else:
                asked = _retry_after(answer)
                if answer.status not in PATIENCE or (asked or 0) > LONGEST_WAIT_SECONDS:
                    return answer
            self.sleep(wait if asked is None else asked)
            wait *= 2
        return self.transport(request)


def _retry_after(answer: Response) -> float | None:
    """Seconds, or a moment as HTTP writes it."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
