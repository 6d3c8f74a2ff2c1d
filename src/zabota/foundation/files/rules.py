"""Which files are taken, and under which name they are kept."""

import re
import unicodedata

LONGEST_NAME = 120
HEAD_BYTES = 4096

_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_JPEG = (b"\xff\xd8\xff",)
_TEXT: tuple[bytes, ...] = ()
KINDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",), "png": (b"\x89PNG\r\n\x1a\n",), "jpg": _JPEG, "jpeg": _JPEG, "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",), "docx": _ZIP, "xlsx": _ZIP, "pptx": _ZIP, "odt": _ZIP, "ods": _ZIP, "zip": _ZIP, "doc": _OLE,
    "xls": _OLE, "ogg": (b"OggS",), "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3"), "txt": _TEXT, "csv": _TEXT,
}  # fmt: skip
"""What may be kept, by the ending of the name, with how such content begins; text has no beginning of its own."""

ACCEPT = ",".join(f".{kind}" for kind in KINDS)

_BAD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')


def clean_name(name: str) -> str:
    """The name without folders, control and direction marks, short enough, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = _BAD.sub("_", unicodedata.normalize("NFC", last)).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"


def is_taken(name: str, head: bytes) -> bool:
    """Whether the ending is one we keep and the content begins as such a file does."""
    ending = name.rpartition(".")[2].lower()
    if ending not in KINDS:
        return False
    starts = KINDS[ending]
    return head.startswith(starts) if starts else b"\x00" not in head
