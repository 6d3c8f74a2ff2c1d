"""The report as one HTML page: styles and pictures inside, nothing asked from anywhere."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from zabota.capabilities.value.analysis import Chapter
from zabota.capabilities.value.audit_chapters import brief_of, checked_of, tables_in_order
from zabota.capabilities.value.audit_charts import charts_in_order
from zabota.capabilities.value.audit_tables import ShownTable
from zabota.capabilities.value.audit_words import (
    MISSING,
    Said,
    Voice,
    chapter_words,
    say_finding,
    say_identities,
    subject_of,
)
from zabota.capabilities.value.audit_words.identities import Checked
from zabota.capabilities.value.report.contracts import Report
from zabota.capabilities.value.report.reading_words import (
    columns_found,
    day_name,
    file_facts,
    left_out,
    problem_lines,
)
from zabota.capabilities.value.report.worth_words import slipping_part, worth_part
from zabota.foundation.design import formats, svg_charts
from zabota.foundation.design.charts import Chart, Heatmap

NARROW, NARROW_HEIGHT, WIDE, WIDE_HEIGHT = 440, 270, 1020, 340
WIDE_FROM = 8
LONGEST_NUMBER = 8


@dataclass(frozen=True)
class Picture:
    title: str
    note: str
    svg: str
    is_wide: bool


@dataclass(frozen=True)
class ShownChapter:
    """One lens on paper."""

    id: str
    number: int
    title: str
    subject: str
    question: str
    definition: str
    missing: str
    findings: list[Said]
    pictures: list[Picture]
    tables: list[ShownTable]
    more: list[ShownTable]
    checked: list[Checked]


def voice_of(report: Report) -> Voice:
    frame = report.audit.frame
    return Voice(currency=report.currency, basis=frame.profit_basis, grain=frame.choice.grain)


def render_report(report: Report, *, language: str, made_on: date) -> str:
    """The page in the language asked for."""
    with translation.override(language):
        voice = voice_of(report)
        chapters = [
            _chapter(place, chapter, report, voice) for place, chapter in enumerate(_with_something(report), start=1)
        ]
        worth, slipping = worth_part(report, voice), slipping_part(report, voice)
        context = {
            "language": language,
            "report": report,
            "file_name": report.wish.path.name,
            "observed": _observed(report),
            "made_on": day_name(made_on),
            "figures": _figures(report, voice),
            "brief": [*brief_of(report.audit, voice), ("", worth.answer), ("", slipping.answer)],
            "facts": file_facts(report),
            "columns": columns_found(report),
            "left_out": left_out(report, voice),
            "problems": problem_lines(report),
            "chapters": chapters,
            "worth": worth,
            "slipping": slipping,
            "checked": checked_of(report.audit),
        }
        return render_to_string("value/report/report.html", context)


def _with_something(report: Report) -> list[Chapter]:
    """A file of orders alone has no products, and nothing is missing in it."""
    return [chapter for chapter in report.audit.chapters if chapter.missing != "no_products"]


def _observed(report: Report) -> str:
    frame = report.audit.frame
    return _("%(first)s – %(last)s") % {"first": day_name(frame.observed_from), "last": day_name(frame.observed_until)}


def _figures(report: Report, voice: Voice) -> list[tuple[str, str, str]]:
    """Label, value, what it counts."""
    totals, frame = report.totals, report.audit.frame
    figures = [
        (_("Customers who bought"), formats.number(frame.customers), ""),
        (_("Orders"), formats.number(totals["sales"]), _("sales, returns not counted")),
        (_("Revenue"), formats.money(totals["revenue_minor"], voice.currency), _("net of returns")),
    ]
    if voice.knows_margin:
        figures.append((_("Margin"), formats.money(frame.profit_minor, voice.currency), ""))
    share = totals["anonymous_minor"] / totals["revenue_minor"] if totals["revenue_minor"] else None
    figures.append((_("Revenue without a customer"), voice.share(share), ""))
    return figures


def _chapter(number: int, chapter: Chapter, report: Report, voice: Voice) -> ShownChapter:
    words, subject = chapter_words(chapter.lens), subject_of(chapter, report.audit.frame)
    result = chapter.result
    tables, more = tables_in_order(chapter, voice)
    return ShownChapter(
        id=chapter.lens.value,
        number=number,
        title=str(words.title),
        subject=subject,
        question=str(words.question),
        definition=str(words.definition),
        missing=str(MISSING[chapter.missing]) if chapter.missing else "",
        findings=[say_finding(finding, voice) for finding in result.findings] if result else [],
        pictures=[_picture(chart) for _name, chart in charts_in_order(chapter, voice, subject)],
        tables=tables,
        more=more,
        checked=say_identities(result.identities) if result else [],
    )


def _picture(chart: Chart) -> Picture:
    """Drawn at the size it is printed, so that its letters are as large as the others."""
    has_names = isinstance(chart, Heatmap) and any(len(name) > LONGEST_NUMBER for name in chart.columns)
    is_wide = chart.form in ("bridge", "area") or (
        chart.form in ("heatmap", "bar") and (has_names or _columns(chart) > WIDE_FROM)
    )
    width = WIDE if is_wide else NARROW
    height = None if chart.form == "heatmap" else (WIDE_HEIGHT if is_wide else NARROW_HEIGHT)
    return Picture(chart.title, chart.note, svg_charts.render(chart, width=width, height=height), is_wide)


def _columns(chart: Chart) -> int:
    return len(getattr(chart, "columns", ())) + len(getattr(chart, "categories", ())) * len(
        getattr(chart, "series", ())
    )
