"""One POST to an address that was checked, within fifteen seconds; redirects are answers like any other."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

from zabota.foundation.webhooks.addresses import Network, NoHostError, PrivateAddressError, Target, reach
from zabota.foundation.webhooks.contracts import Fault

SECONDS = 15.0
CONNECT_SECONDS = 5.0
KEPT_BYTES = 2_048
KEPT_HEADER = 100


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: a status with the beginning of its text, or the fault that let none come.

    `retry_after` is the header of that name, as it was sent.
    """

    status: int | None = None
    fault: str = ""
    text: str = ""
    milliseconds: int = 0
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    target: Target, *, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network], seconds: float = SECONDS
) -> Answer:
    """Send it and say what became of it; never raises for what the other side does."""
    started = time.monotonic()
    until = started + seconds
    status, fault, text, retry_after = None, "", "", ""
    try:
        addresses = reach(target, allowed=allowed)
        status, text, retry_after = _exchange(target, addresses, body=body, headers=headers, until=until)
        fault = "" if 200 <= status < 300 else Fault.STATUS
    except NoHostError:
        fault = Fault.NO_HOST
    except PrivateAddressError:
        fault = Fault.ADDRESS
    except TimeoutError:
        fault = Fault.TIMEOUT
    except ssl.SSLCertVerificationError:
        fault = Fault.CERTIFICATE
    except http.client.HTTPException:
        fault = Fault.NOT_HTTP
    except OSError:
        fault = Fault.NO_CONNECTION
    spent = round((time.monotonic() - started) * 1000)
    return Answer(status=status, fault=str(fault), text=text, milliseconds=spent, retry_after=retry_after)


def _exchange(
    target: Target, addresses: Sequence[str], *, body: bytes, headers: Mapping[str, str], until: float
) -> tuple[int, str, str]:
    with closing(_opened(target, addresses, until)) as opened:
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = 443 if target.scheme == "https" else 80
        connection.sock = _Timed(opened, until)
        connection.request("POST", target.path, body=body, headers={**headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, _beginning(answer), answer.getheader("Retry-After", "")[:KEPT_HEADER]


def _opened(target: Target, addresses: Sequence[str], until: float) -> socket.socket:
    """Connected to one of the checked addresses, and to no other; over TLS the certificate must be the name's."""
    for number, address in enumerate(addresses, start=1):
        try:
            wait = min(_left(until), CONNECT_SECONDS)
            opened = socket.create_connection((address, target.port), timeout=wait)
            break
        except OSError:
            if number == len(addresses):
                raise
    if target.scheme == "http":
        return opened
    try:
        opened.settimeout(_left(until))
        return _tls().wrap_socket(opened, server_hostname=target.host)
    except BaseException:
        opened.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _beginning(answer: http.client.HTTPResponse) -> str:
    """The first bytes of the text; what comes too late is not waited for: the status has been said."""
    read = b""
    try:
        while len(read) < KEPT_BYTES and (piece := answer.read1(KEPT_BYTES - len(read))):
            read += piece
    except (OSError, http.client.HTTPException):
        pass
    return read.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed:
    """A socket whose every wait ends at one moment: an answer that comes drop by drop does not hold us longer."""

    def __init__(self, opened: socket.socket, until: float) -> None:
        self._opened = opened
        self._until = until

    def sendall(self, data: bytes) -> None:
        self._opened.settimeout(_left(self._until))
        self._opened.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._opened, self._until))

    def close(self) -> None:
        """The exchange closes the socket itself, when the answer has been read."""


class _Reading(io.RawIOBase):
    def __init__(self, opened: socket.socket, until: float) -> None:
        self._opened = opened
        self._until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        self._opened.settimeout(_left(self._until))
        return self._opened.recv_into(buffer)
