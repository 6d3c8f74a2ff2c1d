"""How allauth meets our staff: nobody signs up by himself, strangers cannot lock an owner out."""

import logging
import smtplib
import unicodedata

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from qrcode.image.svg import SvgPathFillImage

from zabota.foundation.identity import queries
from zabota.foundation.identity.devices import device_of, remember_device
from zabota.foundation.identity.encryption import box
from zabota.foundation.messaging.contracts import DeliveryError

logger = logging.getLogger(__name__)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say themselves what happened; allauth's own sentences are left out."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: object) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        remember_device(request, response, staff_id=user.pk)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Whatever the mail server says, the page does not tell a stranger whether the address is known."""
        try:
            super().send_mail(template_prefix, email, context | {"company": queries.find_company()})
        except (smtplib.SMTPException, OSError, DeliveryError):
            logger.exception("a letter about an account could not be mailed")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """One counter for an account, and another for each browser its person has already signed in with.

        Strangers exhaust only the shared counter, so they cannot keep the person out of his own browser.
        """
        email = unicodedata.normalize("NFKC", str(credentials.get("email") or "")).strip().casefold()
        return f"{email}|{device_of(request, email=email)}"


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor lie encrypted in the database."""

    def get_totp_issuer(self) -> str:
        company = queries.find_company()
        return f"Zabota · {company.name}" if company else "Zabota"

    def build_totp_svg(self, url: str) -> str:
        """On a white ground: a camera needs the contrast on dark pages too."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(image.to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box().decrypt(encrypted_text.encode()).decode()
