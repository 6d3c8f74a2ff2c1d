"""Every page a person can look at, taken from the table of routes, and what its address is filled with."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.architecture.route_roles import ROUTES
from tests.journeys.product import Product
from zabota.capabilities.value.analysis import Lens
from zabota.foundation.identity.contracts import Role

# What an address is filled with: the first such thing of this company; None where it has none.
FIRST: dict[str, Callable[[Product], object]] = {
    "customer": lambda product: product.one(
        "SELECT customer_id FROM sales_order WHERE customer_id IS NOT NULL GROUP BY customer_id"
        " ORDER BY sum(amount_minor) DESC, customer_id LIMIT 1"
    ),
    "order": lambda product: product.one("SELECT min(id) FROM sales_order"),
    "job": lambda product: product.one("SELECT min(id) FROM jobs_queuedjob WHERE state = 'done'"),
    "staff": lambda product: product.one("SELECT min(id) FROM identity_staff"),
    "branch": lambda product: product.one("SELECT min(id) FROM identity_branch"),
    "round": lambda product: product.one("SELECT min(id) FROM value_callround"),
    "call": lambda product: product.one("SELECT min(id) FROM value_call"),
    "import": lambda product: product.one("SELECT min(id) FROM importing_importrun WHERE kind <> 'demo'"),
    "template": lambda product: product.one("SELECT min(id) FROM letters_template"),
    "letter": lambda product: product.one("SELECT min(id) FROM letters_letter"),
    "document": lambda product: product.one("SELECT min(id) FROM letters_document"),
    "case": lambda product: product.one("SELECT min(id) FROM cases_case"),
    "cause": lambda product: product.one("SELECT min(id) FROM cases_cause"),
    "survey": lambda product: product.one("SELECT min(id) FROM surveys_survey"),
    "personal": lambda _product: None,  # a signed address: tests/journeys/test_voice.py walks it
    "answering": lambda _product: None,
    "wave": lambda product: product.one("SELECT min(id) FROM asking_wave"),
    "unsubscribing": lambda _product: None,  # a signed address: tests/journeys/test_asking.py walks it
    "way_code": lambda product: product.one("SELECT min(code) FROM surveys_way"),
    "way": lambda product: product.one("SELECT min(id) FROM surveys_way"),
    "segment": lambda product: product.one("SELECT min(id) FROM segments_segment"),
    "field": lambda product: product.one("SELECT min(id) FROM customers_customfield"),
    "people": lambda product: product.one("SELECT min(id) FROM importing_importrun WHERE kind = 'people'"),
    "webhook": lambda product: product.one("SELECT min(id) FROM webhooks_endpoint"),
    "message": lambda product: product.one("SELECT min(id) FROM webhooks_delivery"),
    "link": lambda _product: "a-link-that-has-expired",
    "key": lambda product: product.one("SELECT min(id) FROM identity_apikey"),
}

# Addresses that answer a script, a download or a fragment of a page, not a page.
NOT_PAGES = re.compile(
    r"^/(health|api/|calendar/|notices/bell|tasks/understood|customers/(count|condition|group)$|search$)"
    r"|^/(voice/waves/\{wave\}/preview|scores/(silent|drivers))$|^/settings/audit/export"
    r"|/(sample|rejected|original|progress|export|pdf|poster|999999)$"
)


@dataclass(frozen=True)
class Place:
    """A page by its pattern; `is_signed_out` pages are looked at by a stranger."""

    pattern: str
    is_signed_out: bool

    @property
    def name(self) -> str:
        """For a file: `/settings/staff/{staff}` is `settings-staff-one`."""
        words = re.sub(r"\{\w+\}", "one", self.pattern).strip("/")
        return re.sub(r"[^a-z0-9]+", "-", words) or "home"

    def address(self, product: Product) -> str | None:
        """The address in this company; None where what it shows does not exist."""
        address = self.pattern
        for name in re.findall(r"\{(\w+)\}", self.pattern):
            value = FIRST[name](product)
            if value is None:
                return None
            address = address.replace(f"{{{name}}}", str(value))
        return address


PLACES = tuple(
    Place(pattern=route.url, is_signed_out=route.is_public)
    for route in ROUTES
    if route.method == "GET"
    and not route.is_api
    and route.ok < 400
    and not NOT_PAGES.search(route.url)
    and (route.is_public or Role.OWNER in route.who)
    and not route.url.startswith("/value/audit/")
) + tuple(Place(pattern=f"/value/audit/{lens}", is_signed_out=False) for lens in Lens)
