from dataclasses import dataclass
from datetime import datetime

from zabota.capabilities.letters.markup import Block


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything a printed document is made of, whatever draws it."""

    title: str
    author: str
    company: str
    requisites: tuple[str, ...]
    logo: bytes | None
    language: str
    blocks: tuple[Block, ...]
    made_at: datetime
