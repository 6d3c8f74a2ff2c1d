"""The routers of the API, named one by one: surfaces know capabilities, never the other way.

A capability offers `router` in its `api.py`; its line here says under which path.
"""

from importlib import import_module

from ninja import NinjaAPI

ROUTERS: tuple[tuple[str, str], ...] = (
    ("", "zabota.surfaces.api.me"),
    ("", "zabota.capabilities.customers.api"),
    ("", "zabota.capabilities.today.api"),
    ("", "zabota.capabilities.sales.api"),
    ("", "zabota.capabilities.value.api"),
    ("", "zabota.capabilities.segments.api"),
    ("", "zabota.capabilities.duplicates.api"),
    ("", "zabota.capabilities.telephony.api"),
    ("", "zabota.foundation.webhooks.api"),
)


def install(api: NinjaAPI) -> None:
    for prefix, module in ROUTERS:
        api.add_router(prefix, import_module(module).router)
