"""A real SMTP server of the test's own, which keeps what it took or refuses as it is told."""

import socket
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from zabota.foundation.messaging.queries import SMTP_BACKEND


class Mailbox:
    """`answer`: what the server says after the letter's text; "250 …" takes it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 taken"
        self.answer_to_recipient = "250 fine"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802, ANN401
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802, ANN401
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


def started(mailbox: Mailbox) -> Controller:
    """On a port nobody uses; stop it with `stop()`."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """The product sends to this server over the wire, as the environment would tell it to."""
    box = Mailbox()
    controller = started(box)
    settings.EMAIL_BACKEND = SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Лён и шёлк <hello@len.example>"
    yield box
    controller.stop()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def html_of(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    return str(body.get_content()) if body else ""
