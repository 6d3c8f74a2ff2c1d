"""The pages whoever is asked sees: one question at a time, without a sign-in, a script or a cookie.

The address is the key, so no form needs a token against forgery: it can do nothing the address cannot. Reading
changes nothing (programs that check mail open every link); a posted step is kept at once.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zabota.capabilities.surveys import addresses, rules, services, visits
from zabota.capabilities.surveys.contracts import (
    ANSWERED_ALREADY,
    BadAnswerError,
    BadLinkError,
    NotOpenError,
    Suspicion,
)
from zabota.capabilities.surveys.questionnaire import SCORE, steps
from zabota.capabilities.surveys.visits import Visit
from zabota.capabilities.surveys.web.screens import Speech, screen_of, thanks_of
from zabota.foundation.api.limits import SlidingWindow
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.models import Company

STEPS_A_MINUTE = SlidingWindow(limit=60, window_seconds=60)
GUESSES = SlidingWindow(limit=30, window_seconds=60)
FASTEST_SECONDS = 0.4
TRAP = "website"
LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}

Door = Callable[[bool], Visit]


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one invitation. Of an anonymous survey the answer goes on at an address of its own."""
    now = timezone.now()
    return _page(request, lambda is_locked: visits.by_invitation(token, now=now, is_locked=is_locked), token, now)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def way(request: HttpRequest, code: str) -> HttpResponse:
    """The first step of an answer without a name."""
    now = timezone.now()
    language = translation.get_language() or "en"
    return _page(request, lambda _is_locked: visits.by_way(code, language=language[:2], now=now), code, now)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def going_on(request: HttpRequest, token: str) -> HttpResponse:
    """The further steps of an answer without a name."""
    now = timezone.now()
    return _page(request, lambda is_locked: visits.by_response(token, now=now, is_locked=is_locked), token, now)


def _page(request: HttpRequest, door: Door, key: str, now: datetime) -> HttpResponse:
    address = client_address(request)
    if wait := GUESSES.wait_seconds(address, now=now):
        return _closed(request, _("Too many wrong addresses. Wait a minute and try again."), 429, wait=wait)
    try:
        if request.method == "POST":
            if wait := STEPS_A_MINUTE.take(f"{key} {address}", now=now):
                return _closed(request, _("Too many answers at once. Wait a minute and try again."), 429, wait=wait)
            return _post(request, door, now)
        return _show(request, door(False), now)
    except BadLinkError:
        GUESSES.take(address, now=now)
        words = _("This address leads nowhere. Perhaps a part of it was lost: open it from the letter once more.")
        return _closed(request, words, 404)
    except NotOpenError as error:
        return _closed(request, str(error.message), 410)


def _post(request: HttpRequest, door: Door, now: datetime) -> HttpResponse:
    step = request.POST.get("step", "")
    sent = services.Sent(
        step=step, raw=request.POST.getlist("answer"), suspicion=_suspicion(request, now),
        origin=_origin(client_address(request), now),
    )  # fmt: skip
    try:
        response = services.answer(lambda: door(True), sent=sent, now=now)
    except BadAnswerError as error:
        return _show(request, door(False), now, step=step, error=str(error.message))
    if response.invitation_id is None:
        path = reverse("surveys:going_on", args=[addresses.token_of_response(response.pk)])
    else:
        path = request.path
    language = request.POST.get("lang", "")
    return redirect(f"{path}?{urlencode({'lang': language})}" if language in LANGUAGE_NAMES else path)


def _show(request: HttpRequest, visit: Visit, now: datetime, *, step: str = "", error: str = "") -> HttpResponse:
    given = request.GET if request.method != "POST" else request.POST
    wanted = given.get("lang", "")
    language = wanted if wanted in visit.asked.languages else visit.language
    with translation.override(language):
        if visit.was_answered_without_name:
            return _closed(request, str(ANSWERED_ALREADY), 200)
        speech = Speech(
            asked=visit.asked, language=language, company=_company(request),
            is_named=visit.invitation is not None and not visit.survey.is_anonymous,
        )  # fmt: skip
        asked_for = step or given.get("step", "")
        current = asked_for if _may_show(visit, asked_for) else rules.next_step(visit.asked, visit.filled)
        shown: dict[str, object] = {
            "language": language, "languages": _others(visit, language), "wanted": wanted,
            "colour": visit.asked.colour, "error": error, "stamp": _signer().sign(str(now.timestamp())),
        }  # fmt: skip
        if current is None:
            shown |= {"thanks": thanks_of(speech, visit.filled), "first": _first(visit)}
        else:
            ahead = _on_scale(visit, given.get("score", "")) if current == SCORE else ""
            shown["screen"] = screen_of(speech, visit.filled, step=current, ahead=ahead)
            shown["intro"] = "" if visit.filled.passed else speech.say(visit.asked.intro)
        return _public(render(request, "surveys/public.html", shown, status=422 if error else 200))


def _may_show(visit: Visit, step: str) -> bool:
    """A step that was asked for by name: only one behind him, or the one he stands at."""
    if not step or not rules.is_asked(visit.asked, step, visit.filled):
        return False
    return visit.filled.told(step) or step == rules.next_step(visit.asked, visit.filled)


def _first(visit: Visit) -> str:
    return next((one for one in steps(visit.asked) if rules.is_asked(visit.asked, one, visit.filled)), "")


def _on_scale(visit: Visit, text: str) -> str:
    return text if text in {str(one) for one in visit.asked.scale.steps} else ""


def _others(visit: Visit, language: str) -> list[tuple[str, str]]:
    return [(one, LANGUAGE_NAMES[one]) for one in visit.asked.languages if one != language and one in LANGUAGE_NAMES]


def _company(request: HttpRequest) -> str:
    """The middleware has sent everybody to the set-up where there is none."""
    company: Company | None = getattr(request, "company", None)
    return company.name if company else ""


def _closed(request: HttpRequest, words: str, status: int, *, wait: int = 0) -> HttpResponse:
    answer = _public(render(request, "surveys/public_closed.html", {"words": words}, status=status))
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def _public(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _signer() -> Signer:
    return Signer(salt="surveys.shown")


def _suspicion(request: HttpRequest, now: datetime) -> Suspicion | None:
    """A filled trap, or a first step sent without having been shown long enough to be read."""
    if request.POST.get(TRAP):
        return Suspicion.TRAP
    try:
        shown_at = float(_signer().unsign(request.POST.get("shown", "")))
    except (BadSignature, ValueError):
        return Suspicion.TOO_FAST
    return Suspicion.TOO_FAST if now.timestamp() - shown_at < FASTEST_SECONDS else None


def _origin(address: str, now: datetime) -> str:
    """A print of the address that cannot be turned back and is another one every day."""
    told = f"{now:%Y-%m-%d} {address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()[:32] if address else ""
