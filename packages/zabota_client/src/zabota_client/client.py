"""Where everything begins."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from zabota_client.calling import Caller
from zabota_client.operations import Operations
from zabota_client.transport import Transport, UrllibTransport

VERSION = "0.1.0"


class Zabota(Operations):
    """The Zabota at this address, with the rights of this key (`zbt_…`, made by the owner in the settings).

    `language` is that of errors: `en` or `ru`. `transport` and `sleep` are for tests, and for other HTTP libraries.
    """

    def __init__(
        self, url: str, key: str, *, language: str = "en", timeout_seconds: float = 30,
        transport: Transport | None = None, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("give the address of your Zabota like https://zabota.example.com")
        if not key.isascii() or not key.strip():
            raise ValueError("give the key whole, as it was shown: zbt_ and what follows")
        self.url = url.rstrip("/")
        headers = {
            "Authorization": f"Bearer {key.strip()}",
            "Accept": "application/json",
            "Accept-Language": language,
            "User-Agent": f"zabota-client/{VERSION}",
        }
        transport = transport or UrllibTransport(timeout_seconds=timeout_seconds)
        super().__init__(Caller(url=self.url, headers=headers, transport=transport, sleep=sleep))

    def __repr__(self) -> str:
        return f"Zabota({self.url!r})"
