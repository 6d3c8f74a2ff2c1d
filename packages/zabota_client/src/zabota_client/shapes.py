"""Between Python's values and what is sent: models to JSON and back, forms, the words of an address."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from zabota_client.errors import UnreadableAnswerError

Answer = TypeVar("Answer")


class Unset(Enum):
    """What is not spoken of: in a change it stays as it is. None and "" are values of their own."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET


@dataclass(frozen=True)
class FileToSend:
    name: str
    content: bytes

    @classmethod
    def read(cls, path: str | Path) -> "FileToSend":
        return cls(Path(path).name, Path(path).read_bytes())


def encode(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A model as JSON sees it; what is unset is left out."""
    if is_dataclass(value):
        told = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: encode(one) for name, one in told.items() if one is not UNSET}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): encode(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [encode(one) for one in value]
    return value


def query_pairs(query: Mapping[str, object]) -> list[tuple[str, str]]:
    """None and "" ask for nothing; a list stands as often as it has members."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        pairs += [(name, _word(one)) for one in several if one is not None and one != ""]
    return pairs


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(encode(value))


def multipart(form: Mapping[str, object]) -> tuple[str, bytes]:
    """Content type and body of a form with files."""
    boundary = secrets.token_hex(16)
    parts: list[bytes] = []
    for name, value in form.items():
        if isinstance(value, FileToSend):
            safe = value.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            head, content = f'name="{name}"; filename="{safe}"\r\nContent-Type: application/octet-stream', value.content
            parts.append(f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content)
            continue
        for _name, word in query_pairs({name: value}):
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}'.encode())
    return f"multipart/form-data; boundary={boundary}", b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])


def read(kind: type[Answer], body: bytes) -> Answer:
    """JSON as a value of this kind. A field this client does not know yet is left out. Raises UnreadableAnswerError."""
    try:
        answer: Answer = decode(kind, json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswerError(f"this is no {getattr(kind, '__name__', kind)}: {body[:200]!r}") from error
    return answer


def read_state(kind: type[Answer], body: "Body") -> Answer:
    """As `read`, with the name of the state it is in: `if_match` of a change takes it."""
    answer: Answer = replace(read(kind, body), etag=body.etag)  # type: ignore[type-var]
    return answer


class Body(bytes):
    """What the server answered; `etag` names the state of the thing it tells of, empty where it has none."""

    etag: str = ""


def decode(kind: Any, value: Any) -> Any:  # noqa: ANN401, PLR0911 - a kind a line
    if value is None:
        return None
    if is_dataclass(kind):
        return _model(kind, value)
    if get_origin(kind) in (Union, UnionType):
        options = [one for one in get_args(kind) if one not in (NoneType, Unset)]
        return decode(options[0], value) if len(options) == 1 else value
    if get_origin(kind) is list:
        return [decode(get_args(kind)[0], one) for one in value]
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return float(value) if kind is float else value


def _model(kind: Any, told: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of `kind`
    hints = _hints(kind)
    return kind(**{name: decode(hint, told[name]) for name, hint in hints.items() if name in told})


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return get_type_hints(kind)
