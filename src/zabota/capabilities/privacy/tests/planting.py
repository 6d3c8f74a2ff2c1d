"""A person who has left a mark wherever one can be left, and the search for it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales import services as sales
from zabota.foundation.identity.contracts import Actor

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
    bring_orders(actor)
    customer = Customer.objects.get(name__startswith=MARK)
    tag_ids = customers.named_tags(actor, names=["постоянный"])
    for word in ("раньше", "теперь"):
        told = CustomerChange(
            fields={"name": f"{MARK} Иван {word}", "address": f"улица {MARK}а, {word}", "occupation": f"{MARK} и сын",
                    "salutation": f"{MARK} {word}", "city": f"{MARK}ск"},
            contacts=[ContactDraft(kind="phone", value=PHONE, label=f"{MARK} дом"),
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
    return customer


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
