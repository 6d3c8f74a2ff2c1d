"""Another system's server, real, on this computer: keeps what it was sent and answers as it is told."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from pytest_django import Settings


@dataclass
class Received:
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass
class Receiver:
    """`status`, `text` and headers are answered, after `seconds`; `act`, where given, does something worse instead."""

    port: int = 0
    status: int = 204
    text: str = ""
    location: str = ""
    retry_after: str = ""
    seconds: float = 0.0
    act: Callable[[BaseHTTPRequestHandler], None] | None = None
    received: list[Received] = field(default_factory=list)
    server: ThreadingHTTPServer = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


def started(receiver: Receiver) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.received.append(Received(self.path, {**self.headers}, body))
            time.sleep(receiver.seconds)
            if receiver.act is not None:
                receiver.act(self)
                return
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            if receiver.retry_after:
                self.send_header("Retry-After", receiver.retry_after)
            self.end_headers()
            self.wfile.write(receiver.text.encode())

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_words: object) -> None:
            """A caller that has hung up is no fault of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    receiver.server, receiver.port = server, server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A server the product may call, as an installation would allow its own network."""
    settings.WEBHOOKS_ALLOW_PRIVATE = (ip_network("127.0.0.1/32"),)
    one = Receiver()
    server = started(one)
    yield one
    server.shutdown()
    server.server_close()
