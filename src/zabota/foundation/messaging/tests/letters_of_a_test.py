"""Letters no capability knows of, for trying the outbox alone."""

from zabota.foundation.messaging.contracts import Attachment, MailDraft, MailNews, declare_mail

HEARD: list[tuple[int, MailNews]] = []
HERE = __name__


def build(reference: int) -> MailDraft | None:
    if reference == 0:
        return None
    if reference < 0:
        raise ValueError("no such letter")
    return MailDraft(
        recipient="anna@example.com", subject="Спасибо за заказ № 7", text="Здравствуйте!\n\nСпасибо.",
        html="<p>Здравствуйте!</p>", reply_to="Ольга <olga@example.com>",
        attachments=(Attachment(name="Предложение.pdf", content_type="application/pdf", content=b"%PDF-1.4"),),
    )  # fmt: skip


def heard(reference: int, news: MailNews) -> None:
    HEARD.append((reference, news))


KIND = declare_mail("tests.letter", build=f"{HERE}.build", heard=f"{HERE}.heard")
