"""The way every letter of the product leaves: SMTP by the server of the environment or of the settings page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from zabota.foundation.messaging.models import Security
from zabota.foundation.messaging.queries import get_server

TIMEOUT_SECONDS = 20


class MailBackend(EmailBackend):
    def __init__(self, *, fail_silently: bool = False, timeout: int = TIMEOUT_SECONDS, **_given: Any) -> None:  # noqa: ANN401
        server = get_server()
        self.sender = server.sender
        super().__init__(
            host=server.host, port=server.port, username=server.user, password=server.password,
            use_tls=server.security == Security.STARTTLS, use_ssl=server.security == Security.TLS,
            fail_silently=fail_silently, timeout=timeout,
        )  # fmt: skip

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """A letter that names no sender of its own gets the company's."""
        for message in email_messages:
            if message.from_email == settings.DEFAULT_FROM_EMAIL:
                message.from_email = self.sender
        return super().send_messages(email_messages)
