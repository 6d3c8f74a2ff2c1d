"""The letter for programs that show no HTML."""

from collections.abc import Sequence

from zabota.capabilities.letters.markup import Block, Heading, Listing, Paragraph, Spans, Table


def text_of(blocks: Sequence[Block]) -> str:
    return "\n\n".join(filter(None, map(_block, blocks))) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading | Paragraph):
        return _words(block.spans)
    if isinstance(block, Listing):
        return "\n".join(f"{'  ' * item.depth}{item.marker} {_words(item.spans)}" for item in block.items)
    if isinstance(block, Table):
        return "\n".join(" | ".join(_words(cell) for cell in row) for row in (block.head, *block.rows))
    return "—" * 3


def _words(spans: Spans) -> str:
    return "".join(f"{span.text} ({span.href})" if _adds(span.text, span.href) else span.text for span in spans)


def _adds(text: str, href: str) -> bool:
    """Whether the address says more than the words it lies under."""
    return bool(href) and text not in (href, href.removeprefix("mailto:"), href.removeprefix("tel:"))
