"""The product's face for what is printed; loaded with the first paper that is drawn."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "static" / "vendor" / "onest"


@cache
def load_fonts() -> None:
    for name, file in (("Onest", "onest-regular.ttf"), ("Onest-Bold", "onest-bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    pdfmetrics.registerFontFamily("Onest", normal="Onest", bold="Onest-Bold", italic="Onest", boldItalic="Onest-Bold")
