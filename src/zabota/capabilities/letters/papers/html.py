"""The text as HTML made by hand from the tree: nothing gets in but what the tree knows.

A page has classes and our stylesheets; an e-mail has neither, so every part carries its own look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zabota.capabilities.letters.markup import Block, Heading, Item, Listing, Paragraph, Rule, Spans, Table

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1d1d1b"
LOOKS = {
    "h1": "font-size:24px;line-height:1.25;margin:0 0 16px",
    "h2": "font-size:20px;line-height:1.3;margin:24px 0 12px",
    "h3": "font-size:17px;line-height:1.3;margin:20px 0 8px",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:24px",
    "ol": "margin:0 0 16px;padding-left:24px",
    "a": "color:#1f6b4a",
    "table": "border-collapse:collapse;margin:0 0 16px;width:100%",
    "th": "border-bottom:2px solid #c9c5bd;padding:6px 8px;text-align:left",
    "td": "border-bottom:1px solid #e4e0d8;padding:6px 8px;text-align:left",
    "hr": "border:0;border-top:1px solid #c9c5bd;margin:24px 0",
}


@dataclass(frozen=True)
class _Pen:
    """Writes tags, each with its look where it needs one."""

    is_mail: bool

    def open(self, tag: str, *, right: bool = False) -> SafeString:
        if self.is_mail and tag in LOOKS:
            look = LOOKS[tag].replace("text-align:left", "text-align:right;white-space:nowrap") if right else LOOKS[tag]
            return format_html('<{} style="{}">', mark_safe(tag), look)  # noqa: S308 - our own tags
        return format_html('<{} class="z-num">' if right else "<{}>", mark_safe(tag))  # noqa: S308

    def wrap(self, tag: str, inside: str, *, right: bool = False) -> SafeString:
        return format_html("{}{}</{}>", self.open(tag, right=right), inside, mark_safe(tag))  # noqa: S308


def page_of(blocks: Sequence[Block]) -> SafeString:
    return _all(blocks, _Pen(is_mail=False))


def mail_of(blocks: Sequence[Block], *, language: str) -> SafeString:
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"></head><body style="margin:0;padding:16px">'
        '<div style="max-width:640px;{}">{}</div></body></html>',
        language, FONT, _all(blocks, _Pen(is_mail=True)),
    )  # fmt: skip


def _all(blocks: Sequence[Block], pen: _Pen) -> SafeString:
    return format_html_join("\n", "{}", ((_block(block, pen),) for block in blocks))


def _block(block: Block, pen: _Pen) -> SafeString:
    if isinstance(block, Heading):
        return pen.wrap(f"h{block.level}", _words(block.spans, pen))
    if isinstance(block, Paragraph):
        return pen.wrap("p", _words(block.spans, pen))
    if isinstance(block, Listing):
        return _list(list(block.items), pen)
    if isinstance(block, Rule):
        return pen.open("hr")
    return _table(block, pen)


def _list(items: list[Item], pen: _Pen) -> SafeString:
    """Points of one depth; deeper ones stand inside the point above them."""
    made: list[SafeString] = []
    while items:
        first = items.pop(0)
        under: list[Item] = []
        while items and items[0].depth > first.depth:
            under.append(items.pop(0))
        inside = format_html("{}{}", _words(first.spans, pen), _list(under, pen) if under else "")
        made.append(pen.wrap("li", inside))
        marker = first.marker
    return pen.wrap("ul" if marker == "•" else "ol", format_html_join("", "{}", ((one,) for one in made)))


def _table(table: Table, pen: _Pen) -> SafeString:
    def row(cells: tuple[Spans, ...], tag: str) -> SafeString:
        pairs = zip(cells, table.right, strict=False)
        made = [pen.wrap(tag, _words(cell, pen), right=is_right) for cell, is_right in pairs]
        return pen.wrap("tr", format_html_join("", "{}", ((one,) for one in made)))

    body = format_html_join("", "{}", ((row(cells, "td"),) for cells in table.rows))
    return pen.wrap("table", format_html("<thead>{}</thead><tbody>{}</tbody>", row(table.head, "th"), body))


def _words(spans: Spans, pen: _Pen) -> SafeString:
    return format_html_join("", "{}", ((_span(span.text, span.bold, span.href, pen),) for span in spans))


def _span(text: str, is_bold: bool, href: str, pen: _Pen) -> SafeString:
    words = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
    if is_bold:
        words = pen.wrap("strong", words)
    if href:
        look = format_html(' style="{}"', LOOKS["a"]) if pen.is_mail else ""
        words = format_html('<a href="{}"{} rel="noopener">{}</a>', href, look, words)
    return words
