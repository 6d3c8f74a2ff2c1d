"""A person who has left a mark wherever one can be left, and the search for it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.letters import services as letters
from zabota.capabilities.letters.contracts import Attached, DocumentDraft, LetterDraft
from zabota.capabilities.sales import services as sales
from zabota.capabilities.telephony import services as phone
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.messaging.models import MailServer, OutgoingMail
from zabota.foundation.webhooks.models import Attempt, Delivery, Endpoint

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)
MARK = "Меткин"
LATIN = "metkinmark"
PHONE = "+79035550123"
FILE = (
    "Дата;Номер заказа;Клиент;Телефон;Эл. почта;Сумма\n"
    f"01.05.2026;1;{MARK} Иван;{PHONE};{LATIN}@example.com;1500\n"
    "01.05.2026;2;Петрова Анна;+79035550999;;900\n"
)


def bring_orders(actor: Actor) -> None:
    run = sales.upload_orders(actor, file_name="orders.csv", chunks=[FILE.encode()])
    sales.read_import(run_id=run.pk)
    run = sales.check_import(run_id=run.pk)
    sales.start_writing(actor, run=run)
    sales.write_import(run_id=run.pk, now=NOW)


def plant(actor: Actor) -> Customer:
    """Everything a person can leave here, through the services by which it comes."""
    Endpoint.objects.create(url="https://example.com/hook", kinds=["*"], created_at=NOW)
    bring_orders(actor)
    customer = Customer.objects.get(name__startswith=MARK)
    tag_ids = customers.named_tags(actor, names=["постоянный"])
    for word in ("раньше", "теперь"):
        told = CustomerChange(
            fields={"name": f"{MARK} Иван {word}", "address": f"улица {MARK}а, {word}", "occupation": f"{MARK} и сын",
                    "salutation": f"{MARK} {word}", "city": f"{MARK}ск"},
            contacts=[ContactDraft(kind="phone", value=PHONE, label=f"{MARK} дом"),
                      ContactDraft(kind="email", value=f"{LATIN}@example.com"),
                ContactDraft(kind="telegram", value=f"@{LATIN}{len(word)}")],
            dates=[DateDraft(kind="other", month=5, day=4, label=f"день {MARK}а")],
            tag_ids=tag_ids,
        )  # fmt: skip
        customers.change_customer(actor, customer_id=customer.pk, change=told, now=NOW)
    customer.refresh_from_db()
    customers.add_note(actor, customer=customer, text=f"Звонил {MARK}, просил {LATIN}", now=NOW)
    customers.record_consent(
        actor, customer=customer, channel="email", purpose="marketing", is_given=True, how=f"сказал {MARK}", now=NOW
    )
    phone.write_down(
        actor, customer=customer, phone=PHONE, direction="in", outcome="talked", text=f"{MARK} просит", now=NOW
    )
    phone.take_call(
        actor, phone=PHONE, direction="in", started_at=NOW, key="1", recording_url=f"https://example.com/{LATIN}"
    )
    _write_to(actor, customer)
    _another_system_answers()
    return customer


def _another_system_answers() -> None:
    """It repeats in its answers whom it was told of."""
    for message in Delivery.objects.all():
        said = f"stored {MARK} {LATIN} {PHONE}"
        Attempt.objects.create(delivery=message, at=NOW, status=200, milliseconds=5, text=said)


def _write_to(actor: Actor, customer: Customer) -> None:
    """A document, a letter with it, and the server's refusal that names the address."""
    MailServer.objects.create(
        pk=1, host="localhost", port=25, security="none", from_email="shop@example.com", changed_at=NOW
    )
    titled = DocumentDraft(kind="offer", title=f"Предложение: {MARK}", body=f"Для {MARK}а", language="ru")
    document, _change = letters.keep_document(actor, customer_id=customer.pk, told=titled, now=NOW)
    told = LetterDraft(
        recipient=f"{LATIN}@example.com", purpose="service", subject=f"{MARK}, здравствуйте", body=f"Дорогой {MARK}!",
        language="ru", token="6b9f7a6e-7b1c-4f57-9f0e-0f6f3f0c9a11",
        attached=[Attached(document_id=document.pk, format="pdf")],
    )  # fmt: skip
    letter = letters.send_letter(actor, customer_id=customer.pk, told=told, now=NOW)
    OutgoingMail.objects.filter(pk=letter.mail_id).update(detail=f"550 no such user {LATIN}@example.com")


def rows_that_hold(*words: str) -> list[str]:
    """Every text and JSON column of every table."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.values():
            text = json.dumps(row, default=str, ensure_ascii=False)
            if any(word in text or json.dumps(word)[1:-1] in text for word in words):
                found.append(f"{model._meta.label}: {text[:200]}")
    return found


def files_that_hold(folder: Path, *words: str) -> list[str]:
    wanted = [word.encode() for word in words] + [json.dumps(word)[1:-1].encode() for word in words]
    return [
        str(path.relative_to(folder)) for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in wanted)
    ]  # fmt: skip
