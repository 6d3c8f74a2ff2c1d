"""What kind of file it is, told by its first bytes, and gunzip that cannot be blown up."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from .contracts import FileKind, ImportFileError, Limits, Problem

CHUNK_BYTES = 1024 * 1024
SMALL_BYTES = 16 * 1024 * 1024  # below this a high ratio is only a small, dull file
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"

FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel", ""),
    (b"%PDF", "not_a_table", "PDF"),
    (b"\x89PNG", "not_a_table", "PNG"),
    (b"\xff\xd8\xff", "not_a_table", "JPEG"),
    (b"GIF8", "not_a_table", "GIF"),
    (b"Rar!", "packed_archive", "RAR"),
    (b"7z\xbc\xaf", "packed_archive", "7-Zip"),
    (b"BZh", "packed_archive", "bzip2"),
    (b"\xfd7zXZ", "packed_archive", "xz"),
    (b"\x28\xb5\x2f\xfd", "packed_archive", "zstd"),
    (b"SQLite format 3\x00", "not_a_table", "SQLite"),
    (b"\x7fELF", "not_a_table", "ELF"),
    (b"MZ", "not_a_table", "EXE"),
)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The unpacked bytes of an upload, on disk."""

    path: Path
    kind: FileKind
    gzipped: bool
    sha256: str
    size_bytes: int


def refuse(code: str, **params: str | int | float) -> ImportFileError:
    return ImportFileError(Problem(code=code, params=params))


def open_content(path: Path, *, workdir: Path, limits: Limits) -> Content:
    """Gunzip if needed and tell the kind; refuse what cannot be a table, by name."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("empty_file")
    if size > limits.file_bytes:
        raise refuse("file_too_large", size_mb=_megabytes(size), limit_mb=_megabytes(limits.file_bytes))
    with path.open("rb") as file:
        gzipped = file.read(2) == GZIP
    if gzipped:
        path = _gunzip(path, workdir / "unpacked", limits)
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not head:
        raise refuse("empty_file")
    kind = _kind(path, head)
    return Content(path=path, kind=kind, gzipped=gzipped, sha256=digest, size_bytes=path.stat().st_size)


def _gunzip(source: Path, target: Path, limits: Limits) -> Path:
    packed, unpacked = source.stat().st_size, 0
    allowed = min(limits.unpacked_bytes, max(packed * limits.unpack_ratio, SMALL_BYTES))
    try:
        with gzip.open(source) as stream, target.open("wb") as out:
            while chunk := stream.read(CHUNK_BYTES):
                unpacked += len(chunk)
                if unpacked > allowed:
                    raise refuse("unpacks_too_large", limit_mb=_megabytes(allowed))
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refuse("damaged_archive") from error
    return target


def _kind(path: Path, head: bytes) -> FileKind:
    if head.startswith(ZIP):
        return _kind_in_zip(path)
    if head.startswith(PARQUET):
        return FileKind.PARQUET
    if head.startswith(GZIP):
        raise refuse("packed_archive", format="gzip in gzip")
    for magic, code, name in FOREIGN:
        if head.startswith(magic):
            raise refuse(code, **({"format": name} if name else {}))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise refuse("not_a_table", format="HTML/XML")
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r")):
        raise refuse("not_a_table", format="JSON")
    return FileKind.CSV


def _kind_in_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()[:1000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse("damaged_archive") from error
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if "mimetype" in names:
        raise refuse("not_a_table", format="OpenDocument")
    if any(name.startswith("word/") for name in names):
        raise refuse("not_a_table", format="Word")
    raise refuse("packed_archive", format="ZIP")


def _megabytes(size: int) -> int:
    return max(1, round(size / 1024 / 1024))
