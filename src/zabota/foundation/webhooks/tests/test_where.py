"""Where a message may go, and what another system can do to us: nothing but cost fifteen seconds."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.webhooks import addresses, services, transport
from zabota.foundation.webhooks.addresses import PrivateAddressError, is_public, reach, read_url
from zabota.foundation.webhooks.contracts import EVERY_KIND, EndpointRefusedError, Fault
from zabota.foundation.webhooks.models import Endpoint
from zabota.foundation.webhooks.services import EndpointTold

OURS = (ip_network("127.0.0.1/32"),)
HEADERS = {"Content-Type": "application/json"}

PUBLIC = ("8.8.8.8", "93.184.216.34", "2a00:1450:4001:830::200e", "64:ff9b::808:808")
NOT_PUBLIC = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1",
    "64:ff9b:1::808:808", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%2", "fec0::1", "ff02::1",
)  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_called(text):
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_addresses_of_inner_networks_are_not_called_however_they_are_written(text):
    assert not is_public(ip_address(text))


def known_hosts(monkeypatch, **hosts: tuple[str, ...]) -> list[str]:
    """Names lead where the test says, numbers to themselves; returns the list of names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host, port, *_rest, **_more):
        if host[0].isdecimal():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in hosts[host.split(".")[0]]]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_every_address_of_a_host_must_be_public_not_one_of_them(monkeypatch):
    known_hosts(monkeypatch, good=("8.8.8.8", "8.8.4.4"), mixed=("8.8.8.8", "10.0.0.1"))
    assert reach(read_url("https://good.example/"), allowed=()) == ["8.8.8.8", "8.8.4.4"]
    with pytest.raises(PrivateAddressError):
        reach(read_url("https://mixed.example/"), allowed=())


def test_the_connection_goes_to_the_checked_address_though_the_name_leads_elsewhere_a_moment_later(monkeypatch):
    asked = known_hosts(monkeypatch, good=("8.8.8.8",))
    opened: list[tuple[str, int]] = []

    def create_connection(where, timeout):
        opened.append(where)
        known_hosts(monkeypatch, good=("127.0.0.1",))
        raise ConnectionRefusedError

    monkeypatch.setattr(transport.socket, "create_connection", create_connection)
    answer = transport.post(read_url("https://good.example/"), body=b"{}", headers=HEADERS, allowed=())
    assert (answer.fault, opened, asked) == (Fault.NO_CONNECTION, [("8.8.8.8", 443)], ["good.example"])
    assert transport.post(read_url("https://good.example/"), body=b"{}", headers=HEADERS, allowed=()).fault == (
        Fault.ADDRESS
    )
    assert len(opened) == 1


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///hook", "//example.com/",
        "https://user:word@example.com/", "https://example.com:22/", "https://example.com:6379/",
        "https://example.com:99999/", "https://exa mple.com/", "https://example.com/\r\nHost: x", "javascript:alert(1)",
        f"https://example.com/{'a' * 1000}", "https://[::1", f"https://{'a' * 70}.рф/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_in_words(url):
    with pytest.raises(EndpointRefusedError):
        read_url(url)


def test_an_address_is_called_as_it_was_written_names_and_paths_in_cyrillic_too():
    target = read_url("https://Пример.рф:8443/приём?ключ=1#x")
    assert (target.host, target.port) == ("xn--e1afmkfd.xn--p1ai", 8443)
    assert target.path == "/%D0%BF%D1%80%D0%B8%D1%91%D0%BC?%D0%BA%D0%BB%D1%8E%D1%87=1"
    assert read_url("https://example.com?a=%20b").path == "/?a=%20b"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/", "Only https"),
        ("https://127.0.0.1/", "not in the public internet"),
        ("https://2130706433/", "not in the public internet"),
        ("https://0x7f.1/", "not in the public internet"),
        ("https://[::ffff:169.254.169.254]/", "not in the public internet"),
    ],
)
def test_the_owner_is_told_why_an_address_will_not_do(owner, url, words):
    page = client_of(owner).post("/settings/webhooks/add", {"url": url, "kinds": EVERY_KIND})
    assert page.status_code == 422 and words in page.content.decode()
    assert not Endpoint.objects.exists()


@pytest.mark.django_db
def test_plain_http_is_for_allowed_networks_only(owner, receiver, settings):
    told = EndpointTold(url=receiver.url, kinds=[EVERY_KIND])
    services.add_endpoint(actor_of(owner), told=told, now=timezone.now())
    settings.WEBHOOKS_ALLOW_PRIVATE = (ip_network("10.0.0.0/8"),)
    with pytest.raises(EndpointRefusedError, match="https"):
        services.add_endpoint(actor_of(owner), told=told, now=timezone.now())


def call(receiver, *, seconds: float = 5.0) -> transport.Answer:
    return transport.post(read_url(receiver.url), body=b"{}", headers=HEADERS, allowed=OURS, seconds=seconds)


@pytest.fixture
def certificate(tmp_path):
    """Of the host hook.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    whole = tmp_path / "hook.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return whole


def test_over_tls_the_certificate_must_be_the_names_and_host_and_sni_name_it(receiver, certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked_for: list[str] = []
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    known_hosts(monkeypatch, hook=("127.0.0.1",), other=("127.0.0.1",))

    def call_by(name: str) -> transport.Answer:
        target = read_url(f"https://{name}.example:{receiver.port}/hook")
        return transport.post(target, body=b"{}", headers=HEADERS, allowed=OURS)

    assert call_by("hook").fault == Fault.CERTIFICATE
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(transport, "_tls", lambda: trusting)
    assert call_by("hook").status == 204
    assert call_by("other").fault == Fault.CERTIFICATE
    assert asked_for == ["hook.example", "hook.example", "other.example"]
    assert [one.headers["Host"] for one in receiver.received] == [f"hook.example:{receiver.port}"]


def test_a_host_with_a_dead_address_is_called_at_its_next_one(receiver, monkeypatch):
    known_hosts(monkeypatch, hook=("127.0.0.2", "127.0.0.1"))
    target = read_url(f"http://hook.example:{receiver.port}/hook")
    answer = transport.post(target, body=b"{}", headers=HEADERS, allowed=(ip_network("127.0.0.0/8"),))
    assert answer.status == 204


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    receiver.status, receiver.location = 302, receiver.url + "/elsewhere"
    answer = call(receiver)
    assert (answer.status, answer.fault, len(receiver.received)) == (302, Fault.STATUS, 1)


def test_of_a_huge_answer_two_kilobytes_are_read(receiver):
    def pour(handler):
        handler.send_response(200)
        handler.end_headers()
        for _number in range(10_000):
            handler.wfile.write(b"x" * 10_000)

    receiver.act = pour
    answer = call(receiver)
    assert answer.is_success and answer.text == "x" * 2048


def test_nobody_holds_us_longer_than_the_time_allowed(receiver):
    receiver.seconds = 3
    started = time.monotonic()
    assert call(receiver, seconds=0.3).fault == Fault.TIMEOUT
    assert time.monotonic() - started < 1


def test_an_answer_drop_by_drop_ends_in_time_before_its_status_and_after(receiver):
    def drip(handler):
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 100:
            handler.wfile.write(bytes([letter]))
            time.sleep(0.05)

    receiver.act = drip
    assert call(receiver, seconds=0.3).fault == Fault.TIMEOUT

    def drip_text(handler):
        handler.send_response(200)
        handler.end_headers()
        for _number in range(100):
            handler.wfile.write(b"z")
            time.sleep(0.05)

    receiver.act = drip_text
    answer = call(receiver, seconds=0.3)
    assert answer.is_success and answer.text.startswith("zz") and answer.milliseconds < 900


def test_nonsense_and_silence_are_told_apart(receiver):
    receiver.act = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    assert call(receiver).fault == Fault.NOT_HTTP
    receiver.act = lambda handler: handler.connection.close()
    assert call(receiver).fault in (Fault.NOT_HTTP, Fault.NO_CONNECTION)
    secure = read_url(receiver.url.replace("http://", "https://"))
    assert transport.post(secure, body=b"{}", headers=HEADERS, allowed=OURS).fault == Fault.NO_CONNECTION
