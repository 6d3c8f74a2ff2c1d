"""The API itself: version 1, keys only, no pages of its own."""

from ninja import NinjaAPI

from zabota.surfaces.api import errors, registry
from zabota.surfaces.api.auth import BearerKey

api = NinjaAPI(
    title="Zabota",
    version="1",
    description="Orders in, customer values out. Money is in minor units (kopecks, cents) with its currency.",
    auth=BearerKey(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
errors.install(api)
registry.install(api)
