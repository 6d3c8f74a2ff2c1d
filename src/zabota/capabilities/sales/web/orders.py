"""The list of orders, one order, and the history of imports."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.sales import queries
from zabota.capabilities.sales.models import Order, OrderKind
from zabota.capabilities.sales.queries import OrderFilter
from zabota.capabilities.sales.web.requests import actor_of
from zabota.foundation.identity.models import Branch
from zabota.foundation.importing.currencies import minor_digits
from zabota.foundation.listing.exports import table_response

DEFAULT_SORT = "-date"


@require_GET
def order_list(request: HttpRequest) -> HttpResponseBase:
    wanted = filter_of(request)
    if request.GET.get("format") in {"csv", "xlsx"}:
        return _export(request, wanted)
    sort = request.GET.get("sort") or DEFAULT_SORT
    page = queries.list_orders(
        actor_of(request), wanted=wanted, sort=sort, after=queries.read_cursor(request.GET.get("after"))
    )
    query = request.GET.copy()
    if page.older:
        query["after"] = queries.write_cursor(page.older)
    shown = {
        "page": page,
        "wanted": wanted,
        "kinds": OrderKind.choices,
        "branches": list(Branch.objects.all()),
        "more_url": f"?{query.urlencode()}" if page.older else "",
        "is_filtered": any(value for name, value in request.GET.items() if name not in {"sort", "after"}),
    }
    return render(request, "sales/order_list.html", shown)


@require_GET
def order_detail(request: HttpRequest, order_id: int) -> HttpResponse:
    try:
        order = queries.get_order(actor_of(request), order_id=order_id)
    except Order.DoesNotExist as error:
        raise Http404 from error
    return render(request, "sales/order_detail.html", {"order": order})


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    runs = queries.list_imports(actor_of(request), before_id=int(before) if before.isdecimal() else None)
    more_url = f"?before={runs[-1].pk}" if len(runs) == queries.PAGE_SIZE else ""
    return render(request, "sales/imports.html", {"runs": runs, "more_url": more_url})


def filter_of(request: HttpRequest) -> OrderFilter:
    """The filter in the address; what makes no sense there is left out."""
    given = request.GET
    kind = given.get("kind", "")
    return OrderFilter(
        text=given.get("q", "").strip()[:100],
        since_on=_day(given.get("since", "")),
        until_on=_day(given.get("until", "")),
        branch_id=_id(given.get("branch", "")),
        kind=kind if kind in OrderKind.values else "",
        import_id=_id(given.get("import", "")),
        customer_id=_id(given.get("customer", "")),
        time_zone=timezone.get_current_timezone_name(),
    )


def _export(request: HttpRequest, wanted: OrderFilter) -> HttpResponseBase:
    header = [_("Number"), _("Date"), _("Kind"), _("Customer"), _("Store"), _("Channel"), _("Sum"), _("Cost"),
              _("Margin"), _("Currency"), _("Units")]  # fmt: skip
    orders = queries.export_orders(actor_of(request), wanted=wanted)
    return table_response(header, _cells(orders), kind=request.GET["format"], name=_("orders"))


def _cells(orders: Iterator[Order]) -> Iterator[list[str | Decimal | datetime | None]]:
    for order in orders:
        digits = minor_digits(order.currency)
        yield [
            order.number,
            timezone.localtime(order.ordered_at).replace(tzinfo=None),
            str(order.get_kind_display()),
            order.customer.name if order.customer else "",
            order.branch.name if order.branch else "",
            order.channel,
            _major(order.amount_minor, digits),
            _major(order.cost_minor, digits),
            _major(order.margin_minor, digits),
            order.currency,
            Decimal(order.units_milli).scaleb(-3),
        ]


def _major(amount_minor: int | None, digits: int) -> Decimal | None:
    return None if amount_minor is None else Decimal(amount_minor).scaleb(-digits)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _id(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
