"""Refuses an upload by its declared length, before a byte of it is read or written to disk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

FORM_ROOM_BYTES = 64 * 1024
"""What a form around the file may add."""

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class UploadLimitMiddleware:
    """Stands before the CSRF check, which reads the body to find its token."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) <= settings.UPLOAD_MAX_BYTES + FORM_ROOM_BYTES:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            problem = {
                "type": "urn:zabota:problem:too-large",
                "title": "Content Too Large",
                "status": 413,
                "detail": f"At most {settings.UPLOAD_MAX_BYTES} bytes are taken; split the file or pack it with gzip.",
            }
            return JsonResponse(problem, status=413, content_type="application/problem+json")
        return render(request, "413.html", status=413)
