"""One text, four looks: the page, the e-mail, its plain twin, and files to print (PDF and Word)."""

import re
from urllib.parse import quote

from django.utils import translation
from django.utils.safestring import SafeString

from zabota.capabilities.letters.markup import blocks_of
from zabota.capabilities.letters.models import Document, Letterhead
from zabota.capabilities.letters.papers import html, plain
from zabota.capabilities.letters.papers.sheet import Sheet
from zabota.foundation.identity.queries import get_company
from zabota.foundation.messaging.contracts import Attachment

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def as_text(body: str) -> str:
    return plain.text_of(blocks_of(body))


def as_mail(body: str, *, language: str) -> str:
    return html.mail_of(blocks_of(body), language=language)


def as_page(body: str) -> SafeString:
    return html.page_of(blocks_of(body))


def file_of(document: Document, *, form: str) -> Attachment:
    """The document as a file to print; the libraries that draw it are loaded with the first one."""
    head = Letterhead.objects.filter(pk=1).first()
    sheet = Sheet(
        title=document.title, author=document.author_name, company=get_company().name, language=document.language,
        requisites=tuple(filter(None, map(str.strip, (head.requisites if head else "").splitlines()))),
        logo=bytes(head.logo) if head and head.logo else None, blocks=tuple(blocks_of(document.body)),
        made_at=document.created_at,
    )  # fmt: skip
    with translation.override(document.language):
        return Attachment(name=file_name(document, form=form), content_type=FORMATS[form], content=_drawn(sheet, form))


def file_name(document: Document, *, form: str) -> str:
    """The title as a file name every system takes."""
    name = re.sub(r"[^\w\s.,()№-]", "", document.title).strip(" .")[:80]
    return f"{name or document.pk}.{form}"


def disposition(name: str) -> str:
    """A download under its Cyrillic name, with a plain one for old programs."""
    plain_name = f"document.{name.rpartition('.')[2]}"
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"


def _drawn(sheet: Sheet, form: str) -> bytes:
    if form == "pdf":
        from zabota.capabilities.letters.papers import pdf

        return pdf.drawn(sheet)
    from zabota.capabilities.letters.papers import word

    return word.drawn(sheet)
