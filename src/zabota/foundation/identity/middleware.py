"""Every request: strict headers, set-up first, sign-in, then who acts and in which language and time zone."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from zabota.foundation.identity import queries, rules
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.contracts import STRANGER, PermissionDeniedError
from zabota.foundation.identity.models import Company, Staff

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "font-src 'self'", "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
ASKED_BY_THE_PAGE = {"/notices/bell"}
"""What an open page asks for by itself: nobody is there because of that, and an idle session still ends."""

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
    """A fresh installation shows the set-up page and nothing else; a set-up one no longer has it.

    `/health` asks the database itself, so that it can tell when there is no answer.
    """

    open_paths = ("/setup", "/preferences", "/health", "/static/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        company = None if request.path == "/health" else queries.find_company()
        request.company = company  # type: ignore[attr-defined]
        if company is None and not request.path.startswith(self.open_paths):
            if request.path.startswith("/api/"):
                return JsonResponse(
                    {"type": "about:blank", "title": "Not set up", "status": 503}, status=503,
                    content_type="application/problem+json",
                )  # fmt: skip
            return redirect("/setup")
        return self.get_response(request)


def start_clock(request: HttpRequest, *, now: datetime) -> None:
    moment = int(now.timestamp())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = moment


class SessionClockMiddleware:
    """Ends a session 12 hours after sign-in or 3 hours after its last page, whatever the cookie says.

    The last page is written down at most once a minute, so a page usually costs no write.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.check(request, now=timezone.now())
        return self.get_response(request)

    def check(self, request: HttpRequest, *, now: datetime) -> None:
        session = request.session
        signed_in_at, seen_at = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
        if signed_in_at is None or seen_at is None:
            start_clock(request, now=now)
        elif rules.session_is_over(signed_in_at=signed_in_at, seen_at=seen_at, now=now):
            logout(request)
        elif now.timestamp() - seen_at >= rules.SEEN_STEP_SECONDS and request.path not in ASKED_BY_THE_PAGE:
            session[SEEN_AT] = int(now.timestamp())
            place = {"ip": address} if (address := client_address(request)) else {}
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now, **place)


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
        company: Company | None = getattr(request, "company", None)
        request.actor = STRANGER  # type: ignore[attr-defined]
        if isinstance(user, Staff) or user.is_authenticated:
            request.actor = queries.actor_for_staff(user, address=client_address(request))  # type: ignore[attr-defined]
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(zoneinfo.ZoneInfo(company.time_zone if company else "UTC")):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:  # noqa: ARG002
        if isinstance(exception, PermissionDeniedError):
            raise PermissionDenied(exception.permission) from exception
