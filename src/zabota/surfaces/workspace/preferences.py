"""Language and theme: kept on the person when signed in, in a cookie otherwise."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "zabota_theme"
YEAR_SECONDS = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    chosen = user.theme if isinstance(user, Staff) else request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def choose(*, actor: Actor, language: str | None, theme: str | None) -> dict[str, str]:
    """Remember what is known and valid; returns what was taken."""
    taken = {}
    if language in dict(settings.LANGUAGES):
        taken["language"] = str(language)
    if theme in THEMES:
        taken["theme"] = str(theme)
    if taken and actor.staff_id is not None:
        Staff.objects.filter(pk=actor.staff_id).update(**taken)
    return taken


def write_cookies(response: HttpResponse, taken: dict[str, str], *, secure: bool) -> None:
    names = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE}
    for what, value in taken.items():
        response.set_cookie(names[what], value, max_age=YEAR_SECONDS, samesite="Lax", secure=secure, httponly=True)
