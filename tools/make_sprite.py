"""Build the icon sprite from an unpacked `@tabler/icons` package.

    python tools/make_sprite.py path/to/package

Reads the wanted names from `foundation/design/icons.txt` and writes one SVG with a <symbol> for each.
"""

import re
import sys
from pathlib import Path

DESIGN = Path(__file__).resolve().parent.parent / "src/zabota/foundation/design"
WANTED = DESIGN / "icons.txt"
SPRITE = DESIGN / "static/vendor/tabler-icons/icons.svg"
STROKED = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
FILLED = 'fill="currentColor"'
FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def read_names(listing: str) -> list[str]:
    lines = (line.strip() for line in listing.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def make_symbol(package: Path, name: str) -> str:
    is_filled = name.endswith("-filled")
    folder = "filled" if is_filled else "outline"
    source = (package / "icons" / folder / f"{name.removesuffix('-filled')}.svg").read_text(encoding="utf-8")
    body = FRAME.sub("", source[source.index(">") + 1 : source.rindex("</svg>")])
    paint = FILLED if is_filled else STROKED
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{" ".join(body.split())}</symbol>'


def main(package: Path) -> None:
    symbols = [make_symbol(package, name) for name in read_names(WANTED.read_text(encoding="utf-8"))]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    SPRITE.write_text("\n".join(lines), encoding="utf-8")
    print(f"{len(symbols)} icons in {SPRITE}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
