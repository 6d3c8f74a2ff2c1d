"""All customers: found by any of their facts, in chosen columns, sorted, kept as a view, sent out as a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.customers.bulk import actions_for
from zabota.capabilities.customers.contracts import READ_CUSTOMERS, TAKE_IN_CUSTOMERS, WRITE_CUSTOMERS
from zabota.capabilities.customers.filtering import Cell, FilterField, fields_for
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.segments import criteria, queries, wording
from zabota.capabilities.segments.contracts import EXPORT_CUSTOMERS, BadFilterError
from zabota.capabilities.segments.queries import Wanted
from zabota.capabilities.segments.web import builder
from zabota.capabilities.segments.web.requests import Asking, columns_of, read_asking, read_ids, sort_of
from zabota.foundation.audit import services as audit
from zabota.foundation.design import formats
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing.tabular_out import Cell as FileCell
from zabota.foundation.listing import exports
from zabota.foundation.listing import queries as listing
from zabota.foundation.listing.contracts import SHARE_VIEWS
from zabota.foundation.listing.services import lasting

PAGE = "segments:customers"


@require_GET
def customers(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    if (told := builder.read_form(request.GET)) is not None:
        return redirect(_address(request, criteria.write(told)))
    fields, now = fields_for(actor), timezone.localtime()
    problem = ""
    try:
        asking = read_asking(request.GET)
        rows = queries.found(actor, asking.wanted, now=now, fields=fields)
    except BadFilterError as error:
        problem, asking = error.message, Asking(wanted=Wanted(), filter_text="")
        rows = queries.found(actor, Wanted(), now=now).none()
    columns = columns_of(request.GET, fields)
    if request.GET.get("format") in {"csv", "xlsx"} and not problem:
        return _export(actor, asking, columns, kind=request.GET["format"])
    sort, is_descending = sort_of(request.GET, fields)
    if after := request.GET.get("after", ""):
        page, total = queries.page(rows, sort=sort, is_descending=is_descending, after=after), 0
    else:
        page, total = queries.first_page(actor, rows, asking.wanted, sort=sort, is_descending=is_descending)
    currency = identity.get_company().currency
    shown: dict[str, object] = {
        "columns": columns,
        "customer_lines": _lines(page.customers, columns, now, currency),
        "more_url": _more(request, page.following),
        "width": len(columns) + 2,
    }
    if after:
        return render(request, "segments/customers_more.html", shown)
    return render(request, "segments/customers.html", shown | _frame(request, actor, asking, fields, total) | {
        "problem": problem,
        "is_empty_company": not (problem or asking.wanted.is_narrow or page.customers),
        "sentence": _sentence(actor, asking, fields, currency),
        "chosen_codes": [column.code for column in columns],
        "offered": [field for field in fields.values() if field.values_of and field.code != "name"],
    })  # fmt: skip


@require_GET
def ticked(request: HttpRequest) -> HttpResponseBase:
    """`?id=7&id=9`: those ticked in the list as an Excel file, in the usual columns."""
    actor = actor_of(request)
    actor.require(EXPORT_CUSTOMERS)
    ids = read_ids(request.GET)
    if not ids:
        return redirect(PAGE)
    asking = Asking(wanted=Wanted(ids=ids), filter_text="")
    return _export(actor, asking, columns_of(request.GET, fields_for(actor)), kind="xlsx")


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many the form in hand would find."""
    actor = actor_of(request)
    actor.require(READ_CUSTOMERS)
    wanted = Wanted(group=builder.read_form(request.GET) or queries.EVERYBODY, words=request.GET.get("q", "").strip())
    try:
        found = queries.found(actor, wanted, now=timezone.localtime()).count()
    except BadFilterError as error:
        return render(request, "segments/count.html", {"problem": error.message})
    return render(request, "segments/count.html", {"count": found})


def _frame(
    request: HttpRequest, actor: Actor, asking: Asking, fields: Mapping[str, FilterField], total: int
) -> dict[str, object]:
    rows, groups = builder.parts_of(actor, asking.wanted.group, fields)
    return {
        "count": total,
        "wanted": asking.wanted,
        "filter_text": asking.filter_text,
        "keep_query": urlencode({"filter": asking.filter_text}),
        "rows": rows,
        "groups": groups,
        "is_any": asking.wanted.group.is_any,
        "actions": actions_for(actor),
        "views": listing.list_views(actor, page=PAGE),
        "page_name": PAGE,
        "lasting": lasting(request.GET.urlencode()),
        "may_share_views": actor.may(SHARE_VIEWS),
        "may_export": actor.may(EXPORT_CUSTOMERS),
        "may_add": actor.may(WRITE_CUSTOMERS),
        "may_import": actor.may(TAKE_IN_CUSTOMERS),
    }


def _sentence(actor: Actor, asking: Asking, fields: Mapping[str, FilterField], currency: str) -> str:
    try:
        return wording.sentence(asking.wanted.group, fields=fields, actor=actor, currency=currency)
    except BadFilterError:
        return ""


def _lines(
    shown: Sequence[Customer], columns: Sequence[FilterField], now: datetime, currency: str
) -> list[dict[str, object]]:
    cells = queries.columns_of(shown, columns)
    return [
        {
            "customer": one,
            "cells": [
                {
                    "text": _cell(column, cells[column.code].get(one.pk), now, currency),
                    "is_numeric": column.kind in {"number", "money"},
                    "is_short": column.code == "phone" or column.kind == "date",
                }
                for column in columns
            ],
        }
        for one in shown
    ]


def _cell(column: FilterField, known: Cell, now: datetime, currency: str) -> str:
    if column.code == "phone" and isinstance(known, tuple):
        return ", ".join(formats.phone(number) for number in known[:2])
    return wording.cell(column, known, today=now.date(), currency=currency)


def _export(actor: Actor, asking: Asking, columns: Sequence[FilterField], *, kind: str) -> HttpResponseBase:
    """Everybody found, in the chosen columns, with the number by which our own import knows them again."""
    actor.require(EXPORT_CUSTOMERS)
    now = timezone.localtime()
    rows = queries.found(actor, asking.wanted, now=now)
    audit.record(
        actor=actor, action="customers.exported", object_kind="customer", object_id=0,
        after={"filter": asking.filter_text, "ids": len(asking.wanted.ids), "columns": [one.code for one in columns]},
    )  # fmt: skip
    currency = identity.get_company().currency
    header = [_("Customer number in Zabota"), _("Full name"), *(str(column.label) for column in columns)]
    lines = _file_rows(rows, columns, currency)
    return exports.table_response(header, lines, kind=kind, name=_("customers"))


def _file_rows(rows: QuerySet[Customer], columns: Sequence[FilterField], currency: str) -> Iterator[list[FileCell]]:
    for batch in queries.in_batches(rows):
        cells = queries.columns_of(batch, columns)
        for one in batch:
            known = ((column, cells[column.code].get(one.pk)) for column in columns)
            yield [one.pk, one.name, *(_file_cell(column, value, currency) for column, value in known)]


def _file_cell(column: FilterField, value: Cell, currency: str) -> FileCell:
    if column.kind == "money" and isinstance(value, int):
        return formats.from_minor(value, currency)
    return ", ".join(value) if isinstance(value, tuple) else value


def _more(request: HttpRequest, following: str) -> str:
    if not following:
        return ""
    query = request.GET.copy()
    query["after"] = following
    return f"?{query.urlencode()}"


def _address(request: HttpRequest, filter_text: str) -> str:
    """The list with this filter; the words, the order and the columns stay."""
    query = request.GET.copy()
    for name in list(query):
        if name not in {"q", "sort", "col"}:
            del query[name]
    if filter_text:
        query["filter"] = filter_text
    for name in ("q", "sort"):
        if not query.get(name):
            query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
