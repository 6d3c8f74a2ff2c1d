"""What others may see of letters: rights, kinds of events, drafts and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import CUSTOMER_WORKERS, DIRECTORS, Role, declare_permission
from zabota.foundation.messaging.contracts import declare_mail
from zabota.foundation.undo.contracts import declare_change

WRITE_LETTERS = declare_permission("letters.write", _("Write letters and make documents"), CUSTOMER_WORKERS)
SHARE_TEMPLATES = declare_permission("letters.share", _("Share templates of letters with colleagues"), DIRECTORS)
MANAGE_LETTERHEAD = declare_permission("letters.letterhead", _("Change the company's letterhead"), {Role.OWNER})

LETTER_QUEUED = "letters.queued"
LETTER_SENT = "letters.sent"
LETTER_FAILED = "letters.failed"
DOCUMENT_MADE = "letters.document_made"

TEMPLATE_SAVED = declare_change("letters.template_saved", _("Template changed"), WRITE_LETTERS, "template")
TEMPLATE_DELETED = declare_change("letters.template_deleted", _("Template deleted"), WRITE_LETTERS, "trash")
DOCUMENT_KEPT = declare_change("letters.document_made", _("Document made"), WRITE_LETTERS, "file-text")

POSTING = "zabota.capabilities.letters.posting"
LETTER_MAIL = declare_mail("letters.letter", build=f"{POSTING}.build", heard=f"{POSTING}.heard")

UNDO_WINDOW = timedelta(seconds=10)
"""So long a letter waits before it leaves: the writer may call it back."""


class LetterError(ValueError):
    """A refusal in words the writer can act on; `field` names the field of the form it belongs to."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


@dataclass(frozen=True, kw_only=True)
class TemplateDraft:
    """What a person writes of a template; kinds and purposes as in the models."""

    kind: str
    name: str
    language: str
    subject: str = ""
    body: str
    purpose: str
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A document of the customer that goes along, as "pdf" or "docx"."""

    document_id: int
    format: str


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter as it is to leave; `token` is one for each form, so that a form sent twice sends one letter."""

    token: str
    recipient: str
    subject: str
    body: str
    purpose: str
    language: str
    template_id: int | None = None
    attached: Sequence[Attached] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentDraft:
    kind: str
    title: str
    body: str
    language: str
    template_id: int | None = None
