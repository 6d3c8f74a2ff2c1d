"""Every request: strict headers, set-up first, sign-in, then who acts and in which language and time zone."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation

from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import STRANGER, PermissionDeniedError
from zabota.foundation.identity.models import Staff

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "font-src 'self'", "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeadersMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SetUpMiddleware:
    """A fresh installation shows the set-up page and nothing else; a set-up one no longer has it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        open_paths = ("/setup", "/i18n/", "/health")
        if not request.path.startswith(open_paths) and queries.find_company() is None:
            return redirect("/setup")
        return self.get_response(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view says otherwise; the API answers for itself."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:  # fmt: skip
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ActorMiddleware:
    """Puts `request.actor`, the person's language and the company's time zone in place."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        company = queries.find_company()
        request.company = company  # type: ignore[attr-defined]
        request.actor = STRANGER  # type: ignore[attr-defined]
        if isinstance(user, Staff) or user.is_authenticated:
            address = request.META.get("REMOTE_ADDR", "")
            request.actor = queries.actor_for_staff(user, address=address)  # type: ignore[attr-defined]
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(zoneinfo.ZoneInfo(company.time_zone if company else "UTC")):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:  # noqa: ARG002
        if isinstance(exception, PermissionDeniedError):
            raise PermissionDenied(exception.permission) from exception
