"""A round of calls as a table to take along."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as people
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import QUESTIONS
from zabota.capabilities.value.models import Call
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.currencies import minor_digits
from zabota.foundation.importing.tabular_out import Cell


def header(*, with_margin: bool) -> list[str]:
    names = [_("No."), _("Customer"), _("Phones"), _("E-mails"), _("Who calls"), _("Outcome"), _("When called")]
    answers = [str(question.short) for question in QUESTIONS.values()]
    return [*names, *answers, _("Notes"), _("Next step"), _("By when"), *([_("Margin")] if with_margin else [])]


def rows(actor: Actor, calls: list[Call], *, with_margin: bool) -> Iterator[list[Cell]]:
    run = queries.find_run()
    digits = minor_digits(run.currency) if run else 2
    contacts = people.contacts_of(actor, [call.customer_id for call in calls])
    for call in calls:
        reach = contacts[call.customer_id]
        called_at = timezone.localtime(call.called_at).replace(tzinfo=None) if call.called_at else None
        yield [
            call.rank, call.customer.name, reach.phones, reach.emails, call.owner.name if call.owner else "",
            str(call.get_outcome_display()), called_at, *(call.answers.get(code, "") for code in QUESTIONS),
            call.answers.get("text", ""), call.next_step, call.next_step_on,
            *([Decimal(call.margin_minor).scaleb(-digits)] if with_margin else []),
        ]  # fmt: skip
