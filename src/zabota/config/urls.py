"""Every route of the product. A route without a row in tests/architecture/route_roles.py fails the suite."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("zabota.surfaces.workspace.urls")),
    path("", include("zabota.surfaces.workspace.search_urls")),
    path("", include("zabota.capabilities.demo.urls")),
    path("", include("zabota.foundation.identity.urls")),
    path("", include("zabota.foundation.listing.urls")),
    path("", include("zabota.foundation.undo.urls")),
    path("", include("zabota.foundation.messaging.urls")),
    path("", include("zabota.foundation.notices.urls")),
    path("", include("zabota.foundation.webhooks.urls")),
    path("", include("zabota.foundation.jobs.urls")),
    path("", include("zabota.foundation.audit.urls")),
    path("account/", include("zabota.foundation.identity.sign_in_urls")),
    path("", include("zabota.capabilities.customers.urls")),
    path("", include("zabota.capabilities.contacting.urls")),
    path("", include("zabota.capabilities.today.urls")),
    path("", include("zabota.capabilities.sales.urls")),
    path("", include("zabota.capabilities.tasks.urls")),
    path("", include("zabota.capabilities.letters.urls")),
    path("", include("zabota.capabilities.people_files.urls")),
    path("", include("zabota.capabilities.value.urls")),
    path("", include("zabota.capabilities.segments.urls")),
    path("", include("zabota.capabilities.duplicates.urls")),
    path("", include("zabota.capabilities.surveys.urls")),
    path("", include("zabota.capabilities.asking.urls")),
    path("", include("zabota.capabilities.handovers.urls")),
    path("", include("zabota.capabilities.telephony.urls")),
    path("", include("zabota.capabilities.privacy.urls")),
    path("", include("zabota.surfaces.api.urls")),
]
