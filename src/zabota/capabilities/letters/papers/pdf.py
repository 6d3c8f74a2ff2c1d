"""The document as PDF: A4, our letterhead on the first page, numbers on every page."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    Image,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from zabota.capabilities.letters import markup
from zabota.capabilities.letters.markup import Block, Spans
from zabota.capabilities.letters.papers.sheet import Sheet
from zabota.foundation.design.print_fonts import load_fonts

INK, QUIET, ACCENT, LINE = HexColor("#1d1d1b"), HexColor("#6b675f"), HexColor("#1f6b4a"), HexColor("#c9c5bd")
MARGIN, PADDING = 20 * mm, 6
WIDTH = A4[0] - 2 * (MARGIN + PADDING)
"""The library keeps its own padding inside the margins of a page."""
LOGO_HEIGHT, LOGO_WIDTH = 18 * mm, 60 * mm
DEEP = 6 * mm
SUM_WIDTH = 29 * mm
TEXT = ParagraphStyle("text", fontName="Onest", fontSize=10.5, leading=15, textColor=INK, spaceAfter=7)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=9.5, leading=12.5, spaceAfter=0)
SUM = ParagraphStyle("sum", parent=CELL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=TEXT, fontSize=8.5, leading=11.5, textColor=QUIET, spaceAfter=0)
COMPANY = ParagraphStyle("company", parent=HEAD, fontName="Onest-Bold", fontSize=11, leading=14, textColor=INK)
HEADINGS = {
    level: ParagraphStyle(
        f"h{level}", parent=TEXT, fontName="Onest-Bold", fontSize=size, leading=size * 1.25, spaceBefore=before,
        spaceAfter=6, keepWithNext=True,
    )
    for level, size, before in ((1, 17, 4), (2, 13.5, 8), (3, 11.5, 6))
}  # fmt: skip


def drawn(sheet: Sheet) -> bytes:
    load_fonts()
    out = BytesIO()
    paper = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=16 * mm, bottomMargin=20 * mm,
        title=sheet.title, author=sheet.author, creator=sheet.company, lang=sheet.language, invariant=1,
    )  # fmt: skip
    parts = [*_letterhead(sheet), *(part for block in sheet.blocks for part in _block(block))]
    paper.build(parts, canvasmaker=_Numbered)
    return out.getvalue()


class _Numbered(Canvas):  # type: ignore[misc]
    """Holds the pages back until their number is known, then writes "2 of 5" on each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the library's name
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._held, start=1):
            self.__dict__.update(page)
            self.setFont("Onest", 8)
            self.setFillColor(QUIET)
            words = _("Page %(page)s of %(pages)s") % {"page": number, "pages": len(self._held)}
            self.drawRightString(A4[0] - MARGIN - PADDING, 11 * mm, words)
            super().showPage()
        super().save()


def _letterhead(sheet: Sheet) -> list[Flowable]:
    """Logo on the left, who we are on the right, a line under both."""
    lines = [Paragraph(escape(sheet.company), COMPANY), *(Paragraph(escape(line), HEAD) for line in sheet.requisites)]
    picture = _logo(sheet.logo)
    row = [[picture, lines]] if picture else [[lines]]
    widths = [LOGO_WIDTH + 8 * mm, WIDTH - LOGO_WIDTH - 8 * mm] if picture else [WIDTH]
    head = Table(row, colWidths=widths, style=TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LINEBELOW", (0, 0), (-1, -1), 0.7, LINE), ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
    ]))  # fmt: skip
    return [head, Spacer(1, 8 * mm)]


def _logo(content: bytes | None) -> Flowable | None:
    """None also for a picture that cannot be read: a document without a logo is better than none."""
    if content is None:
        return None
    try:
        width, height = ImageReader(BytesIO(content)).getSize()
    except Exception:
        return None
    scale = min(LOGO_WIDTH / width, LOGO_HEIGHT / height)
    return Image(BytesIO(content), width=width * scale, height=height * scale, hAlign="LEFT")


def _block(block: Block) -> Sequence[Flowable]:
    if isinstance(block, markup.Heading):
        return [Paragraph(_words(block.spans), HEADINGS[block.level])]
    if isinstance(block, markup.Paragraph):
        return [Paragraph(_words(block.spans), TEXT)]
    if isinstance(block, markup.Rule):
        return [HRFlowable(width="100%", thickness=0.7, color=LINE, spaceBefore=4, spaceAfter=10)]
    if isinstance(block, markup.Listing):
        return [*(_item(item) for item in block.items), Spacer(1, 4)]
    return [_table(block), Spacer(1, 10)]


def _item(item: markup.Item) -> Flowable:
    left = DEEP * (item.depth + 1)
    style = ParagraphStyle("item", parent=TEXT, leftIndent=left, bulletIndent=left - DEEP + 2, spaceAfter=3)
    return Paragraph(_words(item.spans), style, bulletText=item.marker or None)


def _table(table: markup.Table) -> Flowable:
    """Sums as narrow columns on the right, the words take what is left; the head comes again on each page."""
    columns = len(table.head)
    sums = min(SUM_WIDTH, WIDTH / columns)
    words = max(columns - sum(table.right), 1)
    wide = (WIDTH - sums * sum(table.right)) / words
    widths = [sums if is_right else wide for is_right in table.right]
    rows = [
        [Paragraph(_words(cell), SUM if is_right else CELL) for cell, is_right in zip(row, table.right, strict=False)]
        for row in (tuple(_bold(cell) for cell in table.head), *table.rows)
    ]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 1, LINE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3), ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]))  # fmt: skip


def _bold(spans: Spans) -> Spans:
    return tuple(markup.Span(span.text, True, span.href) for span in spans)


def _words(spans: Spans) -> str:
    """The library's own little markup; the narrow space, which the font has not, becomes a plain one."""
    pieces = []
    for span in spans:
        text = escape(span.text.replace("\u202f", "\u00a0"), quote=False).replace("\n", "<br/>")
        text = f"<b>{text}</b>" if span.bold else text
        if span.href:
            text = f'<a href="{escape(span.href)}" color="{ACCENT.hexval().replace("0x", "#")}">{text}</a>'
        pieces.append(text)
    return "".join(pieces)
