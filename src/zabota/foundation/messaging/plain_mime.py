"""A letter of text and HTML as bytes, ready for the wire.

The mail library makes the same letter in five times the time: at ten thousand letters that is what mattered most
(`benchmarks/invitations.py`).
"""

import re
import secrets
from base64 import encodebytes
from email.charset import Charset
from email.header import Header
from email.utils import formatdate
from functools import lru_cache

from django.core.mail.message import sanitize_address

from zabota.foundation.messaging.contracts import MailDraft

UTF8 = Charset("utf-8")
CRLF = b"\r\n"
USUAL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_plain(draft: MailDraft) -> bool:
    return bool(draft.html) and not draft.attachments and not draft.reply_to


def content_of(draft: MailDraft, *, sender: str, message_id: str) -> bytes:
    """Raises ValueError for a header of several lines, UnicodeError for an address that cannot be written."""
    boundary = "=_" + secrets.token_hex(12)
    headers = {
        "Subject": _words(draft.subject), "From": address_line(sender), "To": address_line(draft.recipient),
        "Date": formatdate(), "Message-ID": message_id, **draft.headers, "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }  # fmt: skip
    lines = [f"{name}: {_one_line(value)}".encode("ascii") for name, value in headers.items()]
    parts = [_part("text/plain", draft.text, boundary), _part("text/html", draft.html, boundary)]
    return CRLF.join([*lines, b"", *parts, f"--{boundary}--".encode(), b""])


@lru_cache(maxsize=256)
def address_line(address: str) -> str:
    """ "Name <address>" in the letters of the wire; the usual address is that already."""
    return address if USUAL.fullmatch(address) else sanitize_address(address, "utf-8")


def _part(kind: str, words: str, boundary: str) -> bytes:
    head = f'--{boundary}\r\nContent-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode() + encodebytes(words.encode()).replace(b"\n", CRLF)


@lru_cache(maxsize=256)
def _words(subject: str) -> str:
    """Folded where it is long or not ASCII."""
    if subject.isascii() and len(subject) < 70:
        return subject
    return Header(subject, UTF8, maxlinelen=76, header_name="Subject").encode(linesep="\r\n")


def _one_line(value: str) -> str:
    if "\n" in value.replace("\r\n ", ""):
        raise ValueError("a header of several lines")
    return value
