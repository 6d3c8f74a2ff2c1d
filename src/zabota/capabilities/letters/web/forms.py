"""What people type about templates, letters and documents; the services decide whether it may be so."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.models import Purpose
from zabota.capabilities.letters.contracts import Attached, DocumentDraft, LetterDraft, LetterError, TemplateDraft
from zabota.capabilities.letters.models import DOCUMENT_KINDS, Document, TemplateKind

LANGUAGES = (("ru", "Русский"), ("en", "English"))
PURPOSES = [(Purpose.SERVICE.value, Purpose.SERVICE.label), (Purpose.MARKETING.value, Purpose.MARKETING.label)]
LARGEST_LOGO_BYTES = 300_000
PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-editor": "", "class": "z-editor"})


class RefusableForm(forms.Form):
    def refuse(self, error: LetterError) -> None:
        """Show at the right field what a service has refused, each sentence on its own."""
        field = error.field if error.field in self.fields else None
        for sentence in str(error.message).splitlines():
            self.add_error(field, sentence)


class TemplateForm(RefusableForm):
    name = forms.CharField(label=_("Name of the template"), max_length=120, help_text=_("Colleagues choose by it."))
    kind = forms.ChoiceField(label=_("What it is"), choices=TemplateKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    purpose = forms.ChoiceField(
        label=_("What it is about"), choices=PURPOSES,
        help_text=_("Offers and news leave only to those who agreed to get them."),
    )  # fmt: skip
    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, help_text=_("For a document: its title.")
    )
    body = forms.CharField(label=_("Text"), max_length=50_000, widget=text_area(16))
    is_shared = forms.BooleanField(label=_("Colleagues use it too"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def told(self) -> TemplateDraft:
        return TemplateDraft(**self.cleaned_data)


class LetterForm(RefusableForm):
    recipient = forms.ChoiceField(label=_("To"))
    purpose = forms.ChoiceField(label=_("What it is about"), choices=PURPOSES)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=50_000, widget=text_area(14), strip=False)
    attached = forms.MultipleChoiceField(
        label=_("Documents to attach"), required=False, widget=forms.CheckboxSelectMultiple
    )
    format = forms.ChoiceField(
        label=_("Attach as"), choices=(("pdf", "PDF"), ("docx", "Word (DOCX)")), required=False, initial="pdf"
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=LANGUAGES, widget=forms.HiddenInput)
    template = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        emails: Sequence[str],
        documents: Sequence[Document],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [(one, one) for one in emails]  # type: ignore[attr-defined]
        self.fields["attached"].choices = [(one.pk, one.title) for one in documents]  # type: ignore[attr-defined]
        if not documents:
            del self.fields["attached"], self.fields["format"]

    def told(self) -> LetterDraft:
        given = self.cleaned_data
        form = given.get("format") or "pdf"
        return LetterDraft(
            token=str(given["token"]), recipient=given["recipient"], subject=given["subject"], body=given["body"],
            purpose=given["purpose"], language=given["language"], template_id=given["template"],
            attached=[Attached(document_id=int(one), format=form) for one in given.get("attached", ())],
        )  # fmt: skip


class DocumentForm(RefusableForm):
    kind = forms.ChoiceField(label=_("What it is"), choices=DOCUMENT_KINDS)
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("It also names the file."))
    body = forms.CharField(label=_("Text"), max_length=50_000, widget=text_area(18), strip=False)
    language = forms.ChoiceField(choices=LANGUAGES, widget=forms.HiddenInput)
    template = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def told(self) -> DocumentDraft:
        given = dict(self.cleaned_data)
        return DocumentDraft(template_id=given.pop("template"), **given)


class LetterheadForm(forms.Form):
    requisites = forms.CharField(
        label=_("Requisites"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Address, tax number, account, phone: one a line, as they should stand on documents."),
    )  # fmt: skip
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG or JPEG up to 300 KB."))
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)

    def clean_logo(self) -> bytes | None:
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        content: bytes = file.read(LARGEST_LOGO_BYTES + 1)
        if len(content) > LARGEST_LOGO_BYTES or not content.startswith(tuple(PICTURES)):
            raise forms.ValidationError(_("Give a PNG or JPEG picture of at most 300 KB."))
        return content
