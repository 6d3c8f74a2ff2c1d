"""A sheet for the wall or the counter: the question, a QR code that opens it, and the address in letters."""

from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.foundation.design.print_fonts import load_fonts

SIZES = {"a4": A4, "a5": A5}
INK, QUIET = HexColor("#1d1d1b"), HexColor("#6b675f")
COLOURS = {
    "": "#1f6b4a",
    "blue": "#2c5f99",
    "plum": "#7a4580",
    "brick": "#a2472f",
    "ochre": "#8a5a08",
    "ink": "#35322c",
}


def drawn(asked: Questionnaire, *, address: str, company: str, language: str, size: str = "a4") -> bytes:
    """One page as PDF; `size` is a4 or a5."""
    load_fonts()
    out = BytesIO()
    with translation.override(language):
        words = asked.says(asked.score, language) or _("How do you like it here?")
        sheet = _Sheet(Canvas(out, pagesize=SIZES[size]), *SIZES[size])
        sheet.page.setTitle(company)
        sheet.band(COLOURS[asked.colour])
        sheet.text(company, size=9, font="Onest-Bold", gap=18)
        sheet.text(words.replace("{company}", company), size=10, font="Onest-Bold", gap=8)
        sheet.code(address)
        sheet.text(_("Point the camera of your phone at the code"), size=6, gap=10)
        sheet.text(address.partition("://")[2], size=4, colour=QUIET, gap=3)
        sheet.page.showPage()
        sheet.page.save()
    return out.getvalue()


class _Sheet:
    """Written from the top down, everything centred; measures in the 210ths of the width that are millimetres of A4."""

    def __init__(self, page: Canvas, width: float, height: float) -> None:
        self.page, self.width, self.height = page, width, height
        self.unit, self.top = width / 210, height

    def band(self, colour: str) -> None:
        self.page.setFillColor(HexColor(colour))
        self.page.rect(0, self.height - 12 * self.unit, self.width, 12 * self.unit, stroke=0, fill=1)
        self.top -= 12 * self.unit

    def text(self, words: str, *, size: float, gap: float, font: str = "Onest", colour: HexColor = INK) -> None:
        """Broken into lines where it must."""
        points = size * self.unit
        style = ParagraphStyle(
            "poster", fontName=font, fontSize=points, leading=points * 1.25, alignment=TA_CENTER, textColor=colour
        )
        paragraph = Paragraph(_escaped(words), style)
        room = self.width - 30 * self.unit
        _width, height = paragraph.wrap(room, self.height)
        self.top -= gap * self.unit + height
        paragraph.drawOn(self.page, (self.width - room) / 2, self.top)

    def code(self, address: str) -> None:
        side = 100 * self.unit
        drawing = Drawing(side, side)
        drawing.add(QrCodeWidget(address, barLevel="M", barWidth=side, barHeight=side))
        self.top -= 10 * self.unit + side
        renderPDF.draw(drawing, self.page, (self.width - side) / 2, self.top)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
