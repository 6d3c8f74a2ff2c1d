"""Extract, merge and compile the translations of one app, with Babel alone: no gettext binaries are needed.

python tools/messages.py src/zabota/capabilities/value      # update and compile
python tools/messages.py --check                            # every app: fail if anything is missing or stale
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
NAMES = re.compile(r"%\((\w+)\)")
ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def sources(app: Path) -> Iterator[tuple[str, bytes]]:
    from django.utils.translation.template import templatize

    for path in sorted(app.rglob("*")):
        parts = set(path.relative_to(app).parts)
        if parts & {"tests", "migrations", "static", "vendor"} or not path.is_file():
            continue
        if path.suffix == ".py":
            yield str(path.relative_to(ROOT)), path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in parts:
            text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # What is left has the shape of Python without its indentation, which the tokenizer would check.
            yield str(path.relative_to(ROOT)), "\n".join(line.strip() for line in text.splitlines()).encode()


def extracted(app: Path) -> Catalog:
    catalog = Catalog(locale="ru", project="Zabota", charset="utf-8", fuzzy=False)
    for name, content in sources(app):
        for _line, message, _comments, context in extract("python", io.BytesIO(content), keywords=KEYWORDS):
            flags = ("python-format",) if "%(" in str(message) else ()
            catalog.add(message, locations=[(name, 0)], context=context, flags=flags)
    return catalog


def catalog_path(app: Path) -> Path:
    return app / "locale" / "ru" / "LC_MESSAGES" / "django.po"


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="ru", project="Zabota", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="ru")


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(app: Path) -> list[str]:
    path = catalog_path(app)
    template = extracted(app)
    if not len(template):
        return []
    catalog = load(path)
    template.creation_date = catalog.creation_date  # a new date alone is no change
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return missing(catalog)


def missing(catalog: Catalog) -> list[str]:
    return [
        str(message.id)
        for message in catalog
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


class _AnyNumber(dict[str, int]):
    """Answers 1 to every name, so that a sentence can be tried without knowing its numbers."""

    def __missing__(self, _name: str) -> int:
        return 1


def forms(text: str | Sequence[str] | None) -> list[str]:
    """The forms of a message: one, or one for every plural."""
    if text is None:
        return []
    return [text] if isinstance(text, str) else list(text)


def broken(catalog: Catalog) -> list[str]:
    """Sentences that would fail when their numbers are put in: a bare per cent sign, a name the original lacks."""
    problems = []
    for message in catalog:
        originals = forms(message.id)
        if not any("%(" in text for text in originals):
            continue
        names = {name for text in originals for name in NAMES.findall(text)}
        for text in forms(message.string):
            try:
                text % _AnyNumber()
            except (TypeError, ValueError) as error:
                problems.append(f"{text!r}: {error}")
            if unknown := set(NAMES.findall(text)) - names:
                problems.append(f"{text!r} names {', '.join(sorted(unknown))}, which the original does not")
    return problems


def check(app: Path) -> list[str]:
    path = catalog_path(app)
    template = extracted(app)
    if not len(template):
        return []
    catalog = load(path)
    absent = [f"{m.id!r} is not extracted" for m in template if m.id and catalog.get(m.id, m.context) is None]
    if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").read_bytes() != compiled(catalog):
        absent.append("the .mo file is older than the .po file")
    return absent + [f"{text!r} has no Russian" for text in missing(catalog)] + broken(catalog)


def quarrels(catalogs: dict[str, Catalog]) -> list[str]:
    """English texts that two apps translate differently: Django lets the first app win for both."""
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for app, catalog in catalogs.items():
        for message in catalog:
            if message.id:
                said.setdefault((str(message.id), message.context), {})[app] = str(message.string)
    return [
        f"{text!r} is said differently: {', '.join(f'{app} {words}' for app, words in answers.items())}"
        for (text, _context), answers in said.items()
        if len(set(answers.values())) > 1
    ]


def apps() -> list[Path]:
    product = ROOT / "src" / "zabota"
    return [product / "cli", *sorted(path.parent for path in product.rglob("apps.py"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("apps", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    problems = 0
    for app in [path.resolve() for path in arguments.apps] or apps():
        for problem in check(app) if arguments.check else update(app):
            print(f"{app.relative_to(ROOT)}: {problem}")
            problems += 1
    if arguments.check and not arguments.apps:
        for problem in quarrels({app.name: load(catalog_path(app)) for app in apps()}):
            print(problem)
            problems += 1
    return 1 if problems and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
