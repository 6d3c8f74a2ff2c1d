"""Keep a file, give it back, forget it for good."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import FileResponse

from zabota.foundation.files import rules
from zabota.foundation.files.contracts import EmptyFileError, FileTooLargeError, WrongKindError
from zabota.foundation.files.models import StoredFile
from zabota.foundation.identity.contracts import Actor


def store(actor: Actor, *, name: str, chunks: Iterable[bytes], subject: str = "", now: datetime) -> StoredFile:
    """Keep a file; the caller has asked for the right and ties the row to what it belongs to.

    Raises EmptyFileError, FileTooLargeError, WrongKindError; nothing is left behind then.
    """
    plain = rules.clean_name(name)
    digest, size, unfinished = _write(plain, chunks)
    try:
        target = _path(digest)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return StoredFile.objects.create(
        sha256=digest, name=plain, size_bytes=size, subject=subject, stored_at=now, stored_by_name=actor.name[:200]
    )


def read(stored: StoredFile) -> bytes:
    return _path(stored.sha256).read_bytes()


def response(stored: StoredFile) -> FileResponse:
    """To be saved, never shown by the browser; raises FileNotFoundError where the content is lost."""
    answer = FileResponse(
        _path(stored.sha256).open("rb"), as_attachment=True, filename=stored.name,
        content_type="application/octet-stream",
    )  # fmt: skip
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def forget(files: Iterable[StoredFile]) -> int:
    """Remove rows for good, and content no other row holds, once the transaction is sure. Returns how many."""
    gone = list(files)
    StoredFile.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for digest in {one.sha256 for one in gone}:
        transaction.on_commit(lambda digest=digest: _remove_unheld(digest))  # type: ignore[misc]
    return len(gone)


def _write(name: str, chunks: Iterable[bytes]) -> tuple[str, int, Path]:
    digest, size, head = hashlib.sha256(), 0, b""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, path = tempfile.mkstemp(dir=_folder(), suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.FILE_MAX_BYTES:
                    raise FileTooLargeError
                head = (head + chunk)[: rules.HEAD_BYTES] if len(head) < rules.HEAD_BYTES else head
                digest.update(chunk)
                target.write(chunk)
        if not size:
            raise EmptyFileError
        if not rules.is_taken(name, head):
            raise WrongKindError
    except Exception:
        Path(path).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size, Path(path)


def _remove_unheld(digest: str) -> None:
    if not StoredFile.objects.filter(sha256=digest).exists():
        _path(digest).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "files"


def _path(digest: str) -> Path:
    return _folder() / digest[:2] / digest
