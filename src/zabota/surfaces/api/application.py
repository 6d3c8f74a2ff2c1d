"""The API itself: version 1, keys only, no pages of its own."""

from ninja import NinjaAPI
from ninja.operation import Operation

from zabota.surfaces.api import errors, registry, unknown_parameters
from zabota.surfaces.api.auth import BearerKey


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: no word of where it lies, so that moving it changes nothing for callers."""
        return operation.view_func.__name__


api = Api(
    title="Zabota",
    version="1",
    description="Orders in, customer values out. Money is in minor units (kopecks, cents) with its currency.",
    auth=BearerKey(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
errors.install(api)
unknown_parameters.install(api)
registry.install(api)
