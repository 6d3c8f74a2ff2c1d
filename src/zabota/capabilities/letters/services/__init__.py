"""What people do with templates, letters and documents; each asks for its right."""

from zabota.capabilities.letters.services._documents import keep_document
from zabota.capabilities.letters.services._letters import call_back, retry_letter, send_letter
from zabota.capabilities.letters.services._templates import (
    change_letterhead,
    delete_template,
    save_template,
)

__all__ = [
    "call_back", "change_letterhead", "delete_template", "keep_document", "retry_letter", "save_template",
    "send_letter",
]  # fmt: skip
