"""One search over everything: the palette's answer as a fragment, the same as a page without scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.foundation.identity.contracts import STRANGER
from zabota.foundation.search import queries

HITS_IN_PALETTE = 6
HITS_ON_PAGE = 30


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    kinds = request.GET.getlist("kind") or None
    as_fragment = bool(getattr(request, "htmx", False))
    limit = HITS_IN_PALETTE if as_fragment else HITS_ON_PAGE
    found = queries.find(getattr(request, "actor", STRANGER), text, limit=limit, kinds=kinds)
    template = "search/hits.html" if as_fragment else "search/page.html"
    return render(request, template, {"found": found})
