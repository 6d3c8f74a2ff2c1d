from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from zabota.surfaces.api import reference
from zabota.surfaces.api.application import api

urlpatterns = [
    path("api/v1/openapi.json", login_not_required(reference.openapi), name="api_openapi"),
    path("api/v1/", api.urls),
    # Not <path:…>, which does not match an address with a line break in it.
    re_path("^api/", csrf_exempt(login_not_required(reference.nothing_here)), name="api_nothing_here"),
    path("help/api", reference.page, name="api_reference"),
]
