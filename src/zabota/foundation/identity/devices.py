"""A signed cookie names a browser in which a person has already signed in: it has its own count of failures."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from zabota.foundation.identity.models import Staff

COOKIE = "zabota_device"
SALT = "zabota.identity.device"
LIFETIME_SECONDS = 365 * 24 * 3600
STRANGE = "strange"


def _known(request: HttpRequest) -> dict[str, str]:
    """Staff id → device mark; empty when the cookie is absent or not ours."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return {}
    return known if isinstance(known, dict) else {}


def device_of(request: HttpRequest, *, email: str) -> str:
    known = _known(request)
    if not known:
        return STRANGE
    staff_id = Staff.objects.filter(email=email).values_list("pk", flat=True).first()
    return known.get(str(staff_id), STRANGE)


def remember_device(request: HttpRequest, response: HttpResponse, *, staff_id: int) -> None:
    known = _known(request)
    known.setdefault(str(staff_id), secrets.token_hex(8))
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=LIFETIME_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
