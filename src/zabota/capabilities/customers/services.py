from datetime import date, datetime

from zabota.capabilities.customers.contracts import WRITE_NOTES, EmptyNoteError
from zabota.capabilities.customers.models import Customer, CustomerNote
from zabota.foundation.identity.contracts import Actor


def add_note(
    actor: Actor,
    *,
    customer: Customer,
    text: str = "",
    topic: str = "",
    outcome: str = "",
    next_step: str = "",
    next_step_on: date | None = None,
    now: datetime,
) -> CustomerNote:
    """Write down what was said or decided about a customer; `topic` names the work it belongs to ("call")."""
    actor.require(WRITE_NOTES)
    if not (text.strip() or outcome or next_step.strip()):
        raise EmptyNoteError
    return CustomerNote.objects.create(
        customer=customer,
        author_id=actor.staff_id,
        author_name=actor.name,
        topic=topic,
        outcome=outcome,
        text=text.strip(),
        next_step=next_step.strip(),
        next_step_on=next_step_on,
        created_at=now,
    )
