"""The document as Word (DOCX), which the receiver can go on writing in."""

from contextlib import suppress
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from zabota.capabilities.letters import markup
from zabota.capabilities.letters.markup import Block, Spans
from zabota.capabilities.letters.papers.sheet import Sheet

FONT = "Arial"
QUIET, ACCENT = RGBColor(0x6B, 0x67, 0x5F), RGBColor(0x1F, 0x6B, 0x4A)
MARGIN, LOGO_HEIGHT = Mm(20), Mm(18)
DEEP = Mm(6)
HEADING_SIZES = {1: Pt(17), 2: Pt(13.5), 3: Pt(11.5)}


def drawn(sheet: Sheet) -> bytes:
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:cs"), FONT)
    told = paper.core_properties
    told.title, told.author, told.language = sheet.title, sheet.author, sheet.language
    told.created = told.modified = sheet.made_at.replace(tzinfo=None)
    _letterhead(paper, sheet)
    for block in sheet.blocks:
        _block(paper, block)
    _page_numbers(section.footer.paragraphs[0])
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _letterhead(paper: Any, sheet: Sheet) -> None:  # noqa: ANN401 - the library types its factory loosely
    if sheet.logo is not None:
        with suppress(Exception):  # a document without a logo is better than none
            paper.add_paragraph().add_run().add_picture(BytesIO(sheet.logo), height=LOGO_HEIGHT)
    company = paper.add_paragraph()
    company.paragraph_format.space_after = Pt(0)
    company.add_run(sheet.company).bold = True
    for line in sheet.requisites:
        told = paper.add_paragraph()
        told.paragraph_format.space_after = Pt(0)
        run = told.add_run(line)
        run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    _line_under(paper.add_paragraph())


def _block(paper: Any, block: Block) -> None:  # noqa: ANN401
    if isinstance(block, markup.Heading):
        heading = paper.add_heading(level=block.level)
        _write(heading, block.spans, size=HEADING_SIZES[block.level])
    elif isinstance(block, markup.Paragraph):
        _write(paper.add_paragraph(), block.spans)
    elif isinstance(block, markup.Rule):
        _line_under(paper.add_paragraph())
    elif isinstance(block, markup.Listing):
        for item in block.items:
            point = paper.add_paragraph()
            point.paragraph_format.left_indent = DEEP * (item.depth + 1)
            point.paragraph_format.first_line_indent = -DEEP
            point.paragraph_format.tab_stops.add_tab_stop(DEEP * (item.depth + 1))
            point.paragraph_format.space_after = Pt(3)
            point.add_run(f"{item.marker}\t")
            _write(point, item.spans)
    else:
        _table(paper, block)


def _table(paper: Any, table: markup.Table) -> None:  # noqa: ANN401
    made = paper.add_table(rows=0, cols=len(table.head), style="Table Grid")
    for number, row in enumerate((table.head, *table.rows)):
        cells = made.add_row().cells
        for cell, spans, is_right in zip(cells, row, table.right, strict=False):
            words = cell.paragraphs[0]
            words.paragraph_format.space_after = Pt(2)
            if is_right:
                words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(words, spans, all_bold=number == 0)
    _repeat(made.rows[0])
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _repeat(row: Any) -> None:  # noqa: ANN401
    """The head of a table comes again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _write(paragraph: Any, spans: Spans, *, all_bold: bool = False, size: Pt | None = None) -> None:  # noqa: ANN401
    for span in spans:
        run = paragraph.add_run(span.text)
        run.bold = span.bold or all_bold or None
        if size is not None:
            run.bold, run.font.size, run.font.name, run.font.color.rgb = True, size, FONT, RGBColor(0x1D, 0x1D, 0x1B)
        if span.href:
            run.font.color.rgb, run.font.underline = ACCENT, True
            _link(paragraph, run, span.href)


def _link(paragraph: Any, run: Any, href: str) -> None:  # noqa: ANN401
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def _line_under(paragraph: Any) -> None:  # noqa: ANN401
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "C9C5BD")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def _page_numbers(paragraph: Any) -> None:  # noqa: ANN401
    """ "Page 2 of 5", counted by Word itself."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    words = _("Page %(page)s of %(pages)s") % {"page": "\0PAGE\0", "pages": "\0NUMPAGES\0"}
    for number, piece in enumerate(words.split("\0")):
        run = paragraph.add_run("" if number % 2 else piece)
        run.font.size, run.font.color.rgb = Pt(8), QUIET
        if number % 2:
            for kind in ("begin", piece, "end"):
                run._r.append(_field(kind))


def _field(kind: str) -> Any:  # noqa: ANN401
    if kind in ("begin", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    instruction = OxmlElement("w:instrText")
    instruction.text = kind
    return instruction
