"""Which server letters leave by: the environment's word holds, else what the owner set up."""

from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr

from cryptography.fernet import InvalidToken
from django.conf import settings

from zabota.foundation.identity.encryption import box
from zabota.foundation.messaging.contracts import DeliveryError, Reason
from zabota.foundation.messaging.models import MailServer, Security

SMTP_BACKEND = "zabota.foundation.messaging.backend.MailBackend"


@dataclass(frozen=True, kw_only=True)
class Server:
    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str

    @property
    def address(self) -> str:
        return parseaddr(self.sender)[1]


def find_settings() -> MailServer | None:
    return MailServer.objects.filter(pk=1).first()


def is_set_by_environment() -> bool:
    return bool(settings.EMAIL_HOST) or settings.EMAIL_BACKEND != SMTP_BACKEND


def mail_is_configured() -> bool:
    return is_set_by_environment() or find_settings() is not None


def sender() -> str:
    """ "Company <address>", as it stands in From."""
    kept = None if is_set_by_environment() else find_settings()
    return formataddr((kept.from_name, kept.from_email)) if kept else settings.DEFAULT_FROM_EMAIL


def get_server() -> Server:
    """Raises DeliveryError where there is none, or its password was encrypted by another secret."""
    if settings.EMAIL_HOST:
        return Server(
            host=settings.EMAIL_HOST, port=settings.EMAIL_PORT, security=_security_of_environment(),
            user=settings.EMAIL_HOST_USER, password=settings.EMAIL_HOST_PASSWORD, sender=settings.DEFAULT_FROM_EMAIL,
        )  # fmt: skip
    kept = find_settings()
    if kept is None:
        raise DeliveryError(Reason.NOT_CONFIGURED)
    try:
        password = box().decrypt(kept.password_encrypted.encode()).decode() if kept.password_encrypted else ""
    except InvalidToken as error:
        raise DeliveryError(Reason.UNREADABLE_PASSWORD) from error
    return Server(
        host=kept.host, port=kept.port, security=kept.security, user=kept.user, password=password, sender=sender()
    )


def _security_of_environment() -> str:
    if settings.EMAIL_USE_SSL:
        return Security.TLS
    return Security.STARTTLS if settings.EMAIL_USE_TLS else Security.NONE
