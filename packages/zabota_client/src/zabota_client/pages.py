"""A list that is asked for page by page while one walks through it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar


class HasNext(Protocol):
    @property
    def next(self) -> str | None: ...


Page = TypeVar("Page", bound=HasNext)
Item = TypeVar("Item")


class Pages(Generic[Page, Item]):
    """Iterate over it for the items, over `pages()` for the answers as they came; each time it is asked anew."""

    def __init__(self, ask: Callable[[str], Page], items: Callable[[Page], Sequence[Item]]) -> None:
        self._ask = ask
        self._items = items

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from self._items(page)

    def pages(self) -> Iterator[Page]:
        following: str | None = ""
        while following is not None:
            page = self._ask(following)
            yield page
            following = page.next
