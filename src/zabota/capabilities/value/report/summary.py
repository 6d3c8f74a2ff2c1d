"""The report for a script: plain values, names that stay."""

from typing import Any

from django.utils import translation

from zabota.capabilities.value.audit_words import say_finding
from zabota.capabilities.value.report.contracts import Report
from zabota.capabilities.value.report.page import voice_of
from zabota.capabilities.value.report.people import exposure_of


def summarise(report: Report, *, language: str) -> dict[str, Any]:
    frame, counts, worth = report.audit.frame, report.file.counts, report.worth
    staged = report.file.staged
    return {
        "file": {
            "name": report.wish.path.name,
            "sha256": staged.sha256,
            "kind": staged.kind.value,
            "encoding": staged.encoding,
            "delimiter": staged.delimiter,
            "rows": staged.row_count,
            "rows_are": report.file.rows_are.value,
            "columns": {name: staged.column(column.key).header for name, column in report.file.mapping.columns.items()},
        },
        "counts": {name: getattr(counts, name) for name in type(counts).__dataclass_fields__},
        "currency": report.currency,
        "totals": {
            **dict(report.totals),
            "customers_who_bought": frame.customers,
            "profit_minor": frame.profit_minor if frame.profit_basis != "revenue" else None,
        },
        "profit_basis": frame.profit_basis,
        "observed_from": frame.observed_from,
        "observed_until": frame.observed_until,
        "choice": {name: getattr(frame.choice, name) for name in type(frame.choice).__dataclass_fields__},
        "identities": _identities(report),
        "chapters": _chapters(report, language),
        "value": {
            "readiness": worth.verdict.readiness.value,
            "reasons": [{"code": s.code, "present": s.present, "needed": s.needed} for s in worth.verdict.shortages],
            "model": worth.model_name or None,
            "choice": worth.choice.plain() if worth.choice else None,
            "parameters": dict(worth.fit.params) if worth.fit else None,
            "spend_parameters": dict(worth.spend.params) if worth.spend else None,
            "log_likelihood": worth.fit.log_likelihood if worth.fit else None,
            "repeat_customers": worth.repeat_customers,
            "slipping_customers": int(worth.rhythm.is_unusual.sum()),
            "exposure_minor": exposure_of(worth),
        },
    }


def _identities(report: Report) -> dict[str, Any]:
    found = [identity for chapter in report.audit.chapters if chapter.result for identity in chapter.result.identities]
    broken = [identity.name for identity in found if not identity.holds]
    return {"checked": len(found), "holding": len(found) - len(broken), "broken": broken}


def _chapters(report: Report, language: str) -> dict[str, Any]:
    voice = voice_of(report)
    told: dict[str, Any] = {}
    with translation.override(language):
        for chapter in report.audit.chapters:
            if chapter.result is None:
                told[chapter.lens.value] = {"missing": chapter.missing}
                continue
            told[chapter.lens.value] = {
                "findings": [
                    {"code": f.code, "numbers": dict(f.numbers), "sentence": say_finding(f, voice).statement}
                    for f in chapter.result.findings
                ]
            }
    return told
