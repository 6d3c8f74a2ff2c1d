"""Documents: made of a template, kept, read back as PDF and Word, attached to a letter, taken back."""

from io import BytesIO

import docx
import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from zabota.capabilities.letters import papers, services
from zabota.capabilities.letters.contracts import DocumentDraft
from zabota.capabilities.letters.models import Document, Letterhead
from zabota.capabilities.letters.tests.scene import EMAIL, NOW, anna, order_of, template_of
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.testing.office import converted
from zabota.foundation.testing.queue import work_off
from zabota.foundation.undo.models import Change

BODY = """# Предложение № 7

Добрый день, **Анна Сергеевна**!

- лён
- шёлк
  1. белый

| Товар | Сумма |
|---|---:|
| Льняная ткань | 1 234,50 ₽ |
| **Итого** | **1 234,50 ₽** |

---

[Наш сайт](https://len.example)"""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def document_of(owner, customer, *, body: str = BODY) -> Document:
    told = DocumentDraft(kind="offer", title="Предложение № 7: «лён»", body=body, language="ru")
    return services.keep_document(actor_of(owner), customer_id=customer.pk, told=told, now=NOW)[0]


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_an_offer_asks_is_filled_with_the_lines_of_the_order_and_kept(owner):
    customer = anna(owner)
    order_of(customer)
    template = template_of(owner, "offer-ru")
    client = client_of(owner)
    address = reverse("letters:make", args=[customer.pk])
    page = client.get(address, {"template": template.pk})
    assert [one.label for one in page.context["questions"]] == [
        "срок поставки", "условия оплаты", "до какого числа действует",
    ]  # fmt: skip
    answers = {"answer_0": "две недели", "answer_1": "", "answer_2": "1 апреля"}
    page = client.get(address, {"template": template.pk} | answers)
    body = page.context["form"].initial["body"]
    assert "| Льняная ткань \\| 1 | 1,5 | 823,00\xa0₽ | 1\xa0234,50\xa0₽ |" in body
    assert "| **Итого** |  |  | **2\xa0469,00\xa0₽** |" in body
    assert "**Срок поставки:** две недели" in body
    assert "50 % предоплата" in body
    page = client.post(
        address,
        {"title": "Предложение", "kind": "offer", "body": body, "language": "ru", "template": template.pk},
        follow=True,
    )
    assert "The document is kept." in page.text
    assert TimelineEvent.objects.filter(kind="letters.document_made").count() == 1
    assert "Document “Предложение”" in client.get(reverse("customers:customer", args=[customer.pk])).text
    client.post(reverse("undo:undo", args=[Change.objects.latest("id").pk]))
    assert not Document.objects.exists()
    assert not TimelineEvent.objects.filter(kind="letters.document_made").exists()


def test_the_pdf_reads_back_in_russian_with_letterhead_table_and_page_numbers(owner):
    Letterhead.objects.create(pk=1, requisites="ООО «Лён и шёлк»\nИНН 6950000000, г. Тверь")
    rows = "\n".join(f"| Ткань {number} | 1 234,50 ₽ |" for number in range(80))
    document = document_of(owner, anna(owner), body=BODY.replace("| **Итого**", rows + "\n| **Итого**"))
    response = client_of(owner).get(reverse("letters:download", args=[document.pk, "pdf"]))
    assert response["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''%D0%9F" in response["Content-Disposition"]
    reader = PdfReader(BytesIO(response.content))
    text = pdf_text(response.content).replace("\xa0", " ")
    assert len(reader.pages) == 3
    for told in (
        "Лён и шёлк", "ИНН 6950000000", "Предложение № 7", "Анна Сергеевна", "Льняная ткань", "1 234,50 ₽", "Итого",
        "Наш сайт", "Страница 2 из 3",
    ):  # fmt: skip
        assert told in text, told
    assert text.count("Товар") == 3
    assert reader.metadata.title == "Предложение № 7: «лён»"


def test_the_word_file_reads_back_with_the_same_words(owner):
    Letterhead.objects.create(pk=1, requisites="ИНН 6950000000")
    document = document_of(owner, anna(owner))
    response = client_of(owner).get(reverse("letters:download", args=[document.pk, "docx"]))
    paper = docx.Document(BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for told in (
        "Лён и шёлк",
        "ИНН 6950000000",
        "Предложение № 7",
        "Добрый день, Анна Сергеевна!",
        "•\tлён",
        "Наш сайт",
    ):
        assert told in text, told
    assert [cell.text for cell in paper.tables[0].rows[2].cells] == ["Итого", "1 234,50 ₽"]
    assert "NUMPAGES" in paper.sections[0].footer._element.xml


@pytest.mark.slow
def test_libreoffice_opens_the_pdf_we_draw(owner, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(papers.file_of(document_of(owner, anna(owner)), form="pdf").content)
    picture = converted(tmp_path / "paper.pdf", "png")
    if not picture.exists():
        pytest.skip("LibreOffice Draw, which opens PDF, is not here: apt-get install libreoffice-draw")
    assert picture.stat().st_size > 10_000


@pytest.mark.slow
def test_libreoffice_reads_every_word_of_the_word_file_and_prints_it(owner, tmp_path):
    Letterhead.objects.create(pk=1, requisites="ООО «Лён и шёлк»\nИНН 6950000000")
    body = BODY.replace("- лён", "- =1+1\n- лён, щёлок, «ёлка» № 5 — 100 %")
    (tmp_path / "paper.docx").write_bytes(
        papers.file_of(document_of(owner, anna(owner), body=body), form="docx").content
    )
    text = converted(tmp_path / "paper.docx", "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig")
    printed = pdf_text(converted(tmp_path / "paper.docx", "pdf").read_bytes())
    for read in (text, printed):
        plain = " ".join(read.replace("\xa0", " ").split())
        for told in (
            "ИНН 6950000000", "Предложение № 7", "Добрый день, Анна Сергеевна!", "=1+1", "Льняная ткань", "1 234,50 ₽",
            "лён, щёлок, «ёлка» № 5 — 100 %", "Итого", "Наш сайт",
        ):  # fmt: skip
            assert told in plain, told
    assert "Страница 1 из 1" in printed


def test_a_letter_takes_the_document_along_as_pdf(owner, mailbox, clock):
    customer, client = anna(owner), client_of(owner)
    document = document_of(owner, customer)
    page = client.get(reverse("letters:write", args=[customer.pk]), {"document": document.pk})
    form = page.context["form"]
    assert form.initial["attached"] == [document.pk]
    client.post(
        reverse("letters:write", args=[customer.pk]),
        {
            "recipient": EMAIL, "purpose": "service", "subject": "Предложение", "body": "Во вложении.",
            "language": "ru", "token": str(form.initial["token"]), "attached": [document.pk], "format": "pdf",
        },
    )  # fmt: skip
    clock.shift(11)
    work_off()
    (attached,) = mailbox.letters[0].iter_attachments()
    assert attached.get_filename() == "Предложение № 7 лён.pdf"
    assert "Анна Сергеевна" in pdf_text(attached.get_content())


def test_a_broken_picture_on_the_letterhead_spoils_no_document(owner):
    Letterhead.objects.create(pk=1, logo=b"\x89PNG\r\n\x1a\nbroken")
    document = document_of(owner, anna(owner))
    assert "Анна" in pdf_text(papers.file_of(document, form="pdf").content)
    assert docx.Document(BytesIO(papers.file_of(document, form="docx").content)).tables


def test_an_unknown_format_and_anothers_document_are_not_there(owner, analyst):
    document = document_of(owner, anna(owner))
    assert client_of(owner).get(reverse("letters:download", args=[document.pk, "exe"])).status_code == 404
    assert client_of(analyst).get(reverse("letters:document", args=[document.pk])).status_code == 403
