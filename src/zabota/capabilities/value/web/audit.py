"""The customer-base audit: an opening page, six chapters, and every table as a file."""

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.capabilities.value.analysis import Chapter, Lens
from zabota.capabilities.value.audit_chapters import brief_of, checked_of, tables_in_order
from zabota.capabilities.value.audit_charts import charts_in_order
from zabota.capabilities.value.audit_queries import AuditAnswer, find_audit
from zabota.capabilities.value.audit_tables import PlainTable, plain, tables_of
from zabota.capabilities.value.audit_words import (
    MISSING,
    Voice,
    chapter_words,
    say_finding,
    say_identities,
    subject_of,
)
from zabota.capabilities.value.contracts import EXPORT_VALUE
from zabota.capabilities.value.web.audit_choice import choice_of, choosers
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import STRANGER, Actor
from zabota.foundation.importing import Sheet, csv_chunks, write_workbook


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", STRANGER)
    return actor


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """The answers in short, and the way into the chapters."""
    answer = find_audit(actor_of(request), choice_of(request))
    if answer is None:
        return render(request, "value/audit/empty.html", {"crumbs": _crumbs()})
    voice = _voice(answer)
    frame = answer.audit.frame
    context = {
        "frame": frame,
        "voice": voice,
        "currency": answer.currency,
        "crumbs": _crumbs(),
        "tabs": _tabs(request, None),
        "choosers": choosers(frame, None),
        "brief": brief_of(answer.audit, voice),
        "checked": checked_of(answer.audit),
        "anonymous_share": frame.anonymous.revenue_minor / frame.revenue_minor if frame.revenue_minor else None,
        "chapters": [_card(chapter, request, answer, voice) for chapter in answer.audit.chapters],
    }
    return render(request, "value/audit/overview.html", context)


@require_GET
def chapter(request: HttpRequest, lens: str) -> HttpResponse:
    answer = find_audit(actor_of(request), choice_of(request))
    if answer is None:
        return render(request, "value/audit/empty.html", {"crumbs": _crumbs()})
    found = answer.audit.chapter(_lens(lens))
    voice, words = _voice(answer), chapter_words(found.lens)
    subject = subject_of(found, answer.audit.frame)
    tables, more = tables_in_order(found, voice)
    said = [say_finding(finding, voice) for finding in (found.result.findings if found.result else ())]
    context = {
        "words": words,
        "subject": subject[:1].upper() + subject[1:],
        "lens": found.lens.value,
        "missing": MISSING.get(found.missing, ""),
        "leading": said[0] if said else None,
        "findings": said[1:],
        "charts": [chart for _name, chart in charts_in_order(found, voice, subject[:1].upper() + subject[1:])],
        "tables": tables,
        "more": more,
        "checked": say_identities(found.result.identities) if found.result else [],
        "base": _base_words(answer),
        "period": _observed(answer),
        "may_export": actor_of(request).may(EXPORT_VALUE),
        "crumbs": _crumbs(str(words.title)),
        "tabs": _tabs(request, found.lens),
        "choosers": choosers(answer.audit.frame, found.lens),
    }
    return render(request, "value/audit/chapter.html", context)


@require_GET
def table(request: HttpRequest, lens: str, name: str) -> HttpResponseBase:
    """One table, or with the name "all" every table of the chapter, as CSV or as a workbook."""
    actor_of(request).require(EXPORT_VALUE)
    answer = find_audit(actor_of(request), choice_of(request))
    found = answer.audit.chapter(_lens(lens)) if answer else None
    if answer is None or found is None or found.result is None:
        raise Http404
    voice = _voice(answer)
    wanted = [t for t in tables_of(found.result, voice) if name in ("all", t.name)]
    if not wanted:
        raise Http404
    file_name = f"{slugify(f'audit-{lens}-{name}')}"
    exported = [plain(t, voice) for t in wanted]
    if request.GET.get("format") == "xlsx" or len(exported) > 1:
        return _workbook(exported, f"{file_name}.xlsx")
    return _csv(exported[0], f"{file_name}.csv")


def _csv(exported: PlainTable, name: str) -> StreamingHttpResponse:
    language = "ru" if get_language() == "ru" else "en"
    chunks: Iterable[str] = csv_chunks(exported.header, exported.rows, language=language)
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(exported: list[PlainTable], name: str) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.xlsx"
        write_workbook(path, [Sheet(f"{at} {t.title}", t.header, t.rows) for at, t in enumerate(exported, start=1)])
        handle = path.open("rb")
    return FileResponse(handle, as_attachment=True, filename=name)


def _lens(value: str) -> Lens:
    try:
        return Lens(value)
    except ValueError as error:
        raise Http404 from error


def _voice(answer: AuditAnswer) -> Voice:
    frame = answer.audit.frame
    return Voice(currency=answer.currency, basis=frame.profit_basis, grain=frame.choice.grain)


def _observed(answer: AuditAnswer) -> str:
    first, last = (formats.day(day, today=date.min) for day in
                   (answer.audit.frame.observed_from, answer.audit.frame.observed_until))  # fmt: skip
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


def _base_words(answer: AuditAnswer) -> str:
    frame = answer.audit.frame
    words = {"customers": formats.number(frame.customers), "orders": formats.number(frame.orders)}
    return _("customers: %(customers)s, orders: %(orders)s") % words


def _crumbs(chapter_title: str = "") -> list[dict[str, str]]:
    if not chapter_title:
        return [{"label": _("Audit"), "url": ""}]
    return [{"label": _("Audit"), "url": reverse("value:audit")}, {"label": chapter_title, "url": ""}]


def _tabs(request: HttpRequest, current: Lens | None) -> list[dict[str, Any]]:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    tabs: list[dict[str, Any]] = [
        {"label": _("In short"), "url": reverse("value:audit") + query, "current": current is None}
    ]
    for lens in Lens:
        url = reverse("value:audit_chapter", args=[lens.value]) + query
        tabs.append({"label": chapter_words(lens).tab, "url": url, "current": lens is current})
    return tabs


def _card(found: Chapter, request: HttpRequest, answer: AuditAnswer, voice: Voice) -> dict[str, Any]:
    words = chapter_words(found.lens)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    first = found.result.findings[0] if found.result and found.result.findings else None
    return {
        "title": words.title,
        "question": words.question,
        "url": reverse("value:audit_chapter", args=[found.lens.value]) + query,
        "subject": subject_of(found, answer.audit.frame),
        "statement": say_finding(first, voice).statement if first else MISSING.get(found.missing, ""),
    }
