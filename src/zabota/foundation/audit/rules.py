"""How a deed becomes a hash: pure, so that a chain exported today can be checked by anyone later."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

HASHED_FIELDS = (
    "recorded_at", "actor_kind", "actor_id", "actor_name", "action", "object_kind", "object_id",
    "before_json", "after_json", "summary",
)  # fmt: skip


def canonical_json(value: Mapping[str, Any] | None) -> str:
    """One spelling for one value: sorted keys, no spaces, characters as they are; None is the empty text."""
    if value is None:
        return ""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


def entry_hash(*, previous_hash: str, fields: Mapping[str, object]) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the row's fields."""
    content = {name: fields[name] for name in HASHED_FIELDS}
    moment = content["recorded_at"]
    if isinstance(moment, datetime):
        content["recorded_at"] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{previous_hash}\n{canonical_json(content)}".encode()).hexdigest()
