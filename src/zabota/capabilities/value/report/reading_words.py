"""What was recognised in the file and what was left out, told before any number."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.capabilities.sales.files import RowsAre
from zabota.capabilities.sales.labels import DATE_ORDERS, DECIMAL_MARKS, DELIMITERS, FIELD_LABELS
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.value.audit_words import Voice
from zabota.capabilities.value.report.contracts import Report
from zabota.foundation.design import formats
from zabota.foundation.importing import MappedColumn, describe, render

Pair = tuple[str, str]


def file_facts(report: Report) -> list[Pair]:
    staged = report.file.staged
    kind = staged.kind.value.upper() + (" (gzip)" if staged.gzipped else "")
    facts = [
        (_("File"), report.wish.path.name),
        (_("Kind"), kind),
        (_("Rows read"), formats.number(staged.row_count)),
    ]
    if staged.encoding:
        facts.append((_("Encoding"), staged.encoding))
    if staged.delimiter:
        facts.append((_("Delimiter"), str(DELIMITERS.get(staged.delimiter, staged.delimiter))))
    if staged.sheet:
        facts.append((_("Sheet"), staged.sheet))
    lines = report.file.rows_are is RowsAre.LINES
    facts.append((_("A row is"), _("a line of an order") if lines else _("an order")))
    facts.append((_("Currency"), _currency(report)))
    facts.append((_("Fingerprint (SHA-256)"), staged.sha256))
    return facts


def _currency(report: Report) -> str:
    named = report.wish.currency or "currency" in report.file.mapping.columns or report.file.proposal.currencies
    if named:
        return report.currency
    return _("%(currency)s, assumed: the file names none") % {"currency": report.currency}


def columns_found(report: Report) -> list[tuple[str, str, str]]:
    """Field, header of the file, how its values are written."""
    staged = report.file.staged
    return [
        (str(FIELD_LABELS.get(name, name)), staged.column(column.key).header or column.key, _manner(name, column))
        for name, column in report.file.mapping.columns.items()
    ]


def _manner(name: str, column: MappedColumn) -> str:
    known = column.format
    parts = []
    if known.date_order is not None:
        parts.append(str(DATE_ORDERS.get(known.date_order.value, known.date_order.value)))
    if name in ("amount", "price", "cost", "unit_cost", "margin") and known.decimal_mark:
        parts.append(str(DECIMAL_MARKS.get(known.decimal_mark, known.decimal_mark)))
    if known.example:
        parts.append(_("for example %(example)s") % {"example": known.example})
    return "; ".join(parts)


def left_out(report: Report, voice: Voice) -> list[str]:
    """Everything that is not in the numbers, or is in them with a reservation."""
    counts, totals = report.file.counts, report.totals
    told = [
        _rows(counts.bad_rows, counts.other_currency_rows, counts.repeated_rows),
        _returns(report, voice),
        _anonymous(report, voice),
        _only_returns(report),
        _margin(report, voice),
    ]
    if counts.customers_by_name:
        told.append(
            ngettext(
                "%(count)s customer is known by name alone: two people of one name are one customer here.",
                "%(count)s customers are known by name alone: two people of one name are one customer here.",
                counts.customers_by_name,
            )
            % {"count": formats.number(counts.customers_by_name)}
        )
    if report.wish.until is not None and totals["rows"] != counts.orders:
        told.append(
            _("Orders after %(day)s were left out on request: %(count)s.")
            % {"day": day_name(report.wish.until), "count": formats.number(counts.orders - totals["rows"])}
        )
    told += [describe(notice, more=ORDER_PROBLEMS) for notice in report.file.notices]
    return [sentence for sentence in told if sentence]


def _rows(bad: int, other_currency: int, repeated: int) -> str:
    parts = []
    if bad:
        parts.append(
            ngettext("%(count)s row with a mistake was left out.", "%(count)s rows with mistakes were left out.", bad)
            % {"count": formats.number(bad)}
        )
    else:
        parts.append(_("No row was left out because of a mistake."))
    if other_currency:
        parts.append(_("Rows in other currencies, left out: %(count)s.") % {"count": formats.number(other_currency)})
    if repeated:
        parts.append(_("Rows that only repeat others, counted once: %(count)s.") % {"count": formats.number(repeated)})
    return " ".join(parts)


def _returns(report: Report, voice: Voice) -> str:
    counts, totals = report.file.counts, report.totals
    if not counts.returns:
        return _("The file has no returns.")
    words = {
        "count": formats.number(totals["returns"]),
        "money": voice.money(abs(totals["returned_minor"])),
        "matched": formats.number(counts.returns_matched),
        "alone": formats.number(counts.returns - counts.returns_matched),
    }
    return (
        _(
            "Returns and cancellations: %(count)s, %(money)s taken off the revenue on the day of the "
            "return. Their sale "
            "was found for %(matched)s; %(alone)s stand on their own (sold before the file begins, without a customer, "
            "or of nothing)."
        )
        % words
    )


def _anonymous(report: Report, voice: Voice) -> str:
    totals = report.totals
    if not totals["anonymous_sales"] and not totals["anonymous_minor"]:
        return _("Every sale has a customer.")
    words = {
        "count": formats.number(totals["anonymous_sales"]),
        "money": voice.money(totals["anonymous_minor"]),
        "share": voice.share(totals["anonymous_minor"] / totals["revenue_minor"] if totals["revenue_minor"] else None),
    }
    return (
        _(
            "Sales without a customer: %(count)s, with their returns %(money)s (%(share)s of the "
            "revenue). They are in the "
            "totals; nothing is said about the people."
        )
        % words
    )


def _only_returns(report: Report) -> str:
    silent = report.totals["customers"] - report.audit.frame.customers
    if silent <= 0:
        return ""
    return ngettext(
        "%(count)s customer only returned goods, so their first purchase is not in the file; the money "
        "is in the totals.",
        "%(count)s customers only returned goods, so their first purchase is not in the file; the money "
        "is in the totals.",
        silent,
    ) % {"count": formats.number(silent)}


def _margin(report: Report, voice: Voice) -> str:
    frame, rate = report.audit.frame, report.wish.margin_rate
    if frame.profit_basis == "rate" and rate is not None:
        return _("The file has no cost, so the margin is taken as %(rate)s of the revenue, as you said.") % {
            "rate": voice.share(rate)
        }
    if frame.profit_basis == "revenue":
        return _(
            "The file has no cost and no margin was named, so this report speaks of revenue. Name a margin "
            "(--margin 40) and it will speak of margin."
        )
    if frame.margin_unknown_orders:
        return _("Orders without a cost, whose margin was taken from the rate or the revenue: %(count)s.") % {
            "count": formats.number(frame.margin_unknown_orders)
        }
    return _("The margin comes from the costs in the file.")


def problem_lines(report: Report) -> list[str]:
    """The first mistakes, each with its row and the mend."""
    return [render(problem, more=ORDER_PROBLEMS) for problem in report.problems]


def day_name(day: date) -> str:
    """With the year, whatever year it is read in."""
    return formats.day(day, today=date.min)
