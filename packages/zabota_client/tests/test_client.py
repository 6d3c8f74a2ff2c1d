"""The client alone, against answers made up here; tests against the server itself are the product's."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from zabota_client import (
    FileToSend,
    InvalidError,
    RefusedError,
    Request,
    Response,
    ServerError,
    UnreachableError,
    UnreadableAnswerError,
    Zabota,
)
from zabota_client.models import CustomerIn, CustomerOut, NoteIn
from zabota_client.shapes import decode, encode, multipart

ME = {
    "name": "till", "role": "owner", "rights": [], "company": {"name": "Лён", "currency": "RUB", "time_zone": "UTC"}
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def answer(status: int, told: object = None, **headers: str) -> Response:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Response(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()}, body=body)


class Played:
    """A server that gives these answers one after another, and remembers what it was asked."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []
        self.waited: list[float] = []

    def __call__(self, request: Request, /) -> Response:
        self.asked.append(request)
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    def client(self) -> Zabota:
        return Zabota("https://zabota.example.com/", "zbt_1", transport=self, sleep=self.waited.append)


def test_the_key_and_the_language_go_with_every_call_and_the_key_is_not_shown() -> None:
    played = Played(answer(200, ME))
    zabota = played.client()
    assert zabota.me.get().company.name == "Лён"
    assert played.asked[0].url == "https://zabota.example.com/api/v1/me"
    assert played.asked[0].headers["Authorization"] == "Bearer zbt_1"
    assert played.asked[0].headers["Accept-Language"] == "en"
    assert "zbt_1" not in repr(zabota)


def test_a_busy_server_is_asked_again_when_it_said() -> None:
    played = Played(answer(429, {}, retry_after="7"), answer(503, {}), answer(200, ME))
    assert played.client().me.get().name == "till"
    assert played.waited == [7.0, 1.0]


def test_a_moment_to_come_back_may_be_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    played = Played(answer(503, {}, retry_after=moment), answer(200, ME))
    played.client().me.get()
    assert 25 < played.waited[0] <= 30


def test_patience_ends_after_four_tries_and_before_a_long_wait() -> None:
    played = Played(*[answer(503, {}) for _ in range(4)])
    with pytest.raises(ServerError):
        played.client().me.get()
    assert played.waited == [0.5, 1.0, 2.0]
    played = Played(answer(503, {}, retry_after="3600"))
    with pytest.raises(ServerError, match="Service Unavailable"):
        played.client().me.get()
    assert played.waited == []


def test_silence_is_asked_again_only_where_doing_it_twice_changes_nothing() -> None:
    lost = UnreachableError("lost")
    played = Played(lost, answer(200, ME))
    assert played.client().me.get().name == "till"
    played = Played(lost, *[answer(422, {})])
    with pytest.raises(InvalidError):
        played.client().customers.add(CustomerIn(name="Anna"))
    keys = [one.headers["Idempotency-Key"] for one in played.asked]
    assert len(keys) == 2
    assert len(set(keys)) == 1, "the repeated request carries the same key"
    played = Played(lost)
    with pytest.raises(UnreachableError):
        played.client().customers.change(1, CustomerIn(city="Tver"))


def test_only_what_is_told_is_sent_and_null_is_told() -> None:
    assert encode(CustomerIn(city="", owner_id=None)) == {"city": "", "owner_id": None}
    played = Played(answer(422, {}))
    with pytest.raises(InvalidError):
        played.client().customers.change(1, CustomerIn(city="Tver"))
    assert played.asked[0].body == b'{"city": "Tver"}'


def test_a_list_is_asked_for_page_by_page_and_what_is_not_asked_is_not_in_the_address() -> None:
    played = Played(answer(200, {"orders": [], "next": "abc"}), answer(200, {"orders": [], "next": None}))
    assert list(played.client().orders.list(customer_id=7, kind="sale")) == []
    addresses = [one.url.partition("/orders")[2] for one in played.asked]
    assert addresses == ["?kind=sale&customer_id=7", "?kind=sale&customer_id=7&after=abc"]


def test_errors_of_fields_are_named() -> None:
    fields = [{"field": "name", "message": "Too long.", "code": "string_too_long"}]
    played = Played(answer(422, {"type": "urn:zabota:problem:invalid", "detail": "Some are wrong.", "errors": fields}))
    with pytest.raises(InvalidError) as refused:
        played.client().customers.add_note(1, NoteIn(text="x"))
    assert str(refused.value) == "422 Some are wrong. (name: Too long.)"
    assert (refused.value.kind, refused.value.errors[0].code) == ("invalid", "string_too_long")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer(200, b"<html>"), UnreadableAnswerError),
        (answer(200, {"name": "till"}), UnreadableAnswerError),
        (answer(200, []), UnreadableAnswerError),
        (answer(302, b"", location="https://elsewhere.example.com"), UnreadableAnswerError),
        (answer(502, b"<html>"), ServerError),
        (answer(418, b"[]"), RefusedError),
    ],
)
def test_an_answer_of_somebody_else_is_said_to_be_one(given: Response, error: type[Exception]) -> None:
    with pytest.raises(error):
        Played(given).client().me.get()


def test_a_field_of_a_newer_server_is_left_out() -> None:
    played = Played(answer(200, ME | {"mood": "good"}))
    assert played.client().me.get().role == "owner"
    with pytest.raises(TypeError):
        decode(CustomerOut, {"id": 1})


def test_a_form_carries_a_file_whatever_its_name() -> None:
    kind, body = multipart(
        {"currency": "RUB", "dry_run": True, "source": None, "file": FileToSend('a"\r\nб.csv', b"1")}
    )
    boundary = kind.partition("boundary=")[2]
    assert body.decode().split(f"--{boundary}") == [
        "",
        '\r\nContent-Disposition: form-data; name="currency"\r\n\r\nRUB\r\n',
        '\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue\r\n',
        '\r\nContent-Disposition: form-data; name="file"; filename="a%22%0D%0Aб.csv"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n1\r\n",
        "--\r\n",
    ]


@pytest.mark.parametrize("url", ["file:///etc", "zabota.example.com", "ftp://zabota.example.com"])
def test_only_an_address_of_the_web_is_taken(url: str) -> None:
    with pytest.raises(ValueError, match="like https"):
        Zabota(url, "zbt_1")


@pytest.mark.parametrize("key", ["", " ", "zbt_…"])
def test_a_key_that_cannot_be_one_is_refused_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="as it was shown"):
        Zabota("https://zabota.example.com", key)


class Listening(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = self.server.given  # type: ignore[attr-defined]
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def listening() -> Iterator[Callable[..., Zabota]]:
    server = HTTPServer(("127.0.0.1", 0), Listening)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def give(status: int, body: bytes = b"", **headers: str) -> Zabota:
        server.given, server.asked = (status, headers, body), []  # type: ignore[attr-defined]
        return Zabota(f"http://127.0.0.1:{server.server_port}", "zbt_1", timeout_seconds=5)

    give.server = server  # type: ignore[attr-defined]
    yield give
    server.shutdown()
    server.server_close()


def test_the_usual_transport_speaks_http_and_follows_nobody(listening: Callable[..., Zabota]) -> None:
    assert listening(200, json.dumps(ME).encode()).me.get().name == "till"
    with pytest.raises(RefusedError, match="404 gone"):
        listening(404, b'{"detail": "gone"}').me.get()
    with pytest.raises(UnreadableAnswerError, match="leads to /api/v1/orders"):
        listening(302, Location="/api/v1/orders").me.get()
    assert listening.server.asked == ["/api/v1/me"]  # type: ignore[attr-defined]


def test_nobody_at_the_address_is_said_in_words() -> None:
    with pytest.raises(UnreachableError, match=r"GET http://127\.0\.0\.1:1/api/v1/me"):
        Zabota("http://127.0.0.1:1", "zbt_1", sleep=lambda _seconds: None).me.get()
