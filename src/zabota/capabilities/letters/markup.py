"""The text of letters: paragraphs, **bold**, headings, lists, links, tables and a rule. Everything else is letters.

It is a part of Markdown (CommonMark with tables), read by markdown-it with raw HTML off, and becomes a tree from
which the web page, the e-mail, the PDF and the Word document are all made.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto", "tel"}
RULES = ["heading", "list", "table", "hr", "emphasis", "link", "newline", "escape"]
DEEPEST_HEADING = 3


@dataclass(frozen=True)
class Span:
    """A run of words of one look; a line break is the text "\\n"."""

    text: str
    bold: bool = False
    href: str = ""


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    spans: Spans


@dataclass(frozen=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True)
class Item:
    """A point of a list: how deep it stands and what stands before it ("•", "2.")."""

    depth: int
    marker: str
    spans: Spans


@dataclass(frozen=True)
class Listing:
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """`right`: which columns stand to the right, as sums do."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Rule:
    pass


Block: TypeAlias = Heading | Paragraph | Listing | Table | Rule


def blocks_of(text: str) -> list[Block]:
    return list(_blocks(_Reader(_markdown().parse(text))))


def plain(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def escaped(value: str) -> str:
    """A value as words: what it has of the signs of this language is shown, not obeyed."""
    text = re.sub(r"([\\\[\]]|\*(?=\*)|(?<=\*)\*|_(?=_)|(?<=_)_)", r"\\\1", value)
    return re.sub(
        r"^(\d+)([.)])(?=\s|$)|^(#{1,6}|[+\-])(?=\s|$)|^(\|)",
        lambda found: f"{found[1] or ''}\\{found[2] or found[3] or found[4]}",
        text,
    )


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[bool]) -> str:
    """A table as people would write it by hand; the last rows may be bold sums."""
    marks = ["---:" if is_right else "---" for is_right in right]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))


def cell(value: str) -> str:
    return escaped(re.sub(r"[ \t\r\n]+", " ", value)).replace("|", "\\|")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(RULES)


class _Reader:
    """Tokens one after another, with a look at the next."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]


def _blocks(reader: _Reader) -> Iterator[Block]:
    while reader.next is not None:
        token = reader.take()
        if token.type == "heading_open":
            yield Heading(min(int(token.tag[1]), DEEPEST_HEADING), _spans(reader.take()))
            reader.take()
        elif token.type == "paragraph_open":
            yield Paragraph(_spans(reader.take()))
            reader.take()
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Listing(tuple(_items(reader, token, depth=0)))
        elif token.type == "table_open":
            yield _table(reader)
        elif token.type == "hr":
            yield Rule()


def _items(reader: _Reader, opened: Token, *, depth: int) -> Iterator[Item]:
    """The points of a list with those under them; further paragraphs of a point become its further lines."""
    number = int(opened.attrGet("start") or 1)
    closing = opened.type.replace("_open", "_close")
    spans: list[Span] = []
    marker = ""
    while (token := reader.take()).type != closing:
        if token.type == "list_item_open":
            marker = f"{number}." if opened.type == "ordered_list_open" else "•"
            number += 1
            spans = []
        elif token.type == "inline":
            spans += ([Span("\n")] if spans else []) + list(_spans(token))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Item(depth, marker, tuple(spans))
            yield from _items(reader, token, depth=depth + 1)
            marker, spans = "", []
        elif token.type == "list_item_close" and (marker or spans):
            yield Item(depth, marker, tuple(spans))


def _table(reader: _Reader) -> Table:
    rows: list[tuple[Spans, ...]] = []
    row: list[Spans] = []
    right: list[bool] = []
    while (token := reader.take()).type != "table_close":
        if token.type == "th_open":
            right.append("right" in str(token.attrGet("style") or ""))
        elif token.type == "inline":
            row.append(_spans(token))
        elif token.type == "tr_close":
            rows.append(tuple(row))
            row = []
    return Table(rows[0], tuple(rows[1:]), tuple(right))


def _spans(token: Token) -> Spans:
    """Neighbours of one look are joined. One star alone is a star: only two make words bold."""
    spans: list[Span] = []
    bold, href = 0, ""
    for piece in token.children or ():
        text = piece.content
        if piece.type == "strong_open":
            bold += 1
        elif piece.type == "strong_close":
            bold -= 1
        elif piece.type == "link_open":
            href = _address(str(piece.attrGet("href") or ""))
        elif piece.type == "link_close":
            href = ""
        elif piece.type in ("em_open", "em_close"):
            text = piece.markup
        elif piece.type in ("softbreak", "hardbreak"):
            text = "\n"
        if text:
            last = spans[-1] if spans else None
            if last and (last.bold, last.href) == (bool(bold), href):
                spans[-1] = Span(last.text + text, bool(bold), href)
            else:
                spans.append(Span(text, bool(bold), href))
    return tuple(spans)


def _address(href: str) -> str:
    return href if urlsplit(href).scheme.lower() in SCHEMES else ""
