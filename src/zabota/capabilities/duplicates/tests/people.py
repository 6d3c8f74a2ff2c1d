"""What tests of duplicates share: cards with everything that can hang on them; all tables as they are."""

from datetime import UTC, date, datetime
from typing import Any

from zabota.capabilities.customers import services
from zabota.capabilities.customers.contracts import ContactDraft, CustomerChange, DateDraft
from zabota.capabilities.customers.models import Customer, Relation
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.capabilities.duplicates.models import ToldApart
from zabota.capabilities.sales.models import Order
from zabota.capabilities.tasks import services as tasks
from zabota.capabilities.tasks.contracts import TaskDraft
from zabota.foundation.identity.contracts import Actor

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


def card(
    actor: Actor, name: str, *, phones: tuple[str, ...] = (), emails: tuple[str, ...] = (),
    birthday: tuple[int, int, int | None] | None = None, tag_ids: tuple[int, ...] = (), **fields: Any,
) -> Customer:  # fmt: skip
    contacts = [ContactDraft(kind="phone", value=phone, is_preferred=True) for phone in phones]
    contacts += [ContactDraft(kind="email", value=email) for email in emails]
    days = [DateDraft(kind="birthday", month=birthday[0], day=birthday[1], year=birthday[2])] if birthday else []
    told = CustomerChange(fields={"name": name, **fields}, contacts=contacts, dates=days, tag_ids=tag_ids)
    return services.create_customer(actor, told=told, now=NOW).customer


def with_everything(actor: Actor, customer: Customer, *, number: str) -> None:
    """An order, a note with a next step, a consent, a task, a rhythm."""
    Order.objects.create(
        source="till", number=number, ordered_at=NOW, ordered_on=NOW.date(), amount_minor=100, currency="RUB",
        customer=customer,
    )  # fmt: skip
    services.add_note(
        actor,
        customer=customer,
        text=f"Заказ {number}",
        next_step="Перезвонить",
        next_step_on=date(2026, 6, 1),
        now=NOW,
    )
    services.record_consent(actor, customer=customer, channel="email", purpose="marketing", is_given=True, now=NOW)
    tasks.add_task(actor, told=TaskDraft(title=f"Доставить {number}", customer_id=customer.pk), now=NOW)
    tasks.set_rhythm(actor, customer_id=customer.pk, every_days=30, now=NOW)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that names a customer, the customers themselves, and who was told apart."""
    models = [rows.model for rows in declared_rows() if rows.when_deleted is not Fate.STAY]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in (Customer, Relation, ToldApart, *models)
    }
