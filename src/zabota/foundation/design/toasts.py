"""Short news at the corner of the page, with an Undo when the deed can be taken back."""

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_UNDO = "undo:"


def notify(request: HttpRequest, text: str, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Say `text` on the next page; `undo_url` gets a POST when the person changes their mind."""
    messages.add_message(request, level, text, extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


@dataclass(frozen=True)
class Toast:
    text: str
    level: str
    undo_url: str = ""

    @classmethod
    def from_message(cls, message: Message) -> Self:
        tags = message.extra_tags or ""
        undo_url = tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
        return cls(text=str(message.message), level=message.level_tag or "info", undo_url=undo_url)
