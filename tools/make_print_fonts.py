"""Make the fonts of printed documents from the vendored ones: PDF needs whole TrueType files of one weight.

python tools/make_print_fonts.py      # needs fonttools and brotli; writes onest-regular.ttf and onest-bold.ttf
"""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "zabota" / "foundation" / "design" / "static" / "vendor" / "onest"
PARTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "math")
WEIGHTS = {"regular": 400, "bold": 700}


def main() -> None:
    for name, weight in WEIGHTS.items():
        with tempfile.TemporaryDirectory() as folder:
            pieces = []
            for part in PARTS:
                font = TTFont(FOLDER / f"onest-{part}-wght-normal.woff2")
                font.flavor = None
                whole = instantiateVariableFont(font, {"wght": weight}, inplace=True)
                for table in ("GPOS", "GSUB", "GDEF", "STAT", "meta"):
                    if table in whole:
                        del whole[table]
                pieces.append(str(Path(folder) / f"{part}.ttf"))
                whole.save(pieces[-1])
            merged = Merger().merge(pieces)
            for number, text in ((2, name.title()), (4, f"Onest {name.title()}"), (6, f"Onest-{name.title()}")):
                merged["name"].setName(text, number, 3, 1, 0x409)
            merged.save(FOLDER / f"onest-{name}.ttf")
            print(name, (FOLDER / f"onest-{name}.ttf").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
