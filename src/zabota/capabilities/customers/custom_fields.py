"""The company's own fields as they are read: which there are for whom, what they hold, and in which words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from zabota.capabilities.customers.contracts import BadValueError, UnknownReferenceError
from zabota.capabilities.customers.models import CustomField, CustomFieldValue, FieldKind, FieldOption
from zabota.foundation.design import formats
from zabota.foundation.identity.contracts import Actor

Held = dict[int, list[CustomFieldValue]]
"""Rows of one customer by the id of the field."""


def list_fields(*, with_archived: bool = False) -> list[CustomField]:
    """In the order of the card, with their options: two queries."""
    rows = CustomField.objects.prefetch_related(Prefetch("options", FieldOption.objects.order_by("position", "id")))
    return list(rows if with_archived else rows.filter(is_archived=False))


def shown_to(actor: Actor) -> list[CustomField]:
    """The fields this person may see and fill: read once in the life of the actor."""
    return actor.once("customers.fields", lambda: [one for one in list_fields() if actor.role not in one.hidden_from])


def held_by(customer_ids: Collection[int], fields: Sequence[CustomField]) -> dict[int, Held]:
    """By customer, what these fields hold: one query."""
    found: dict[int, Held] = defaultdict(lambda: defaultdict(list))
    if not fields:
        return found
    rows = CustomFieldValue.objects.filter(customer_id__in=customer_ids, field__in=fields)
    for row in rows.select_related("option").order_by("option__position", "id"):
        found[row.customer_id][row.field_id].append(row)
    return found


def words_of(field: CustomField, rows: Sequence[CustomFieldValue]) -> list[str]:
    """What a field holds as it is shown; several words for several options."""
    return [word for row in rows if (word := _word(field, row))]


def _word(field: CustomField, row: CustomFieldValue) -> str:
    if row.option_id is not None:
        return str(row.option)
    if field.kind == FieldKind.YES_NO and row.number is not None:
        return _("yes") if row.number else _("no")
    if row.number is not None:
        return formats.number(row.number.normalize())
    return f"{row.day:%d.%m.%Y}" if row.day else row.text


def words_to_find(customer_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What the search should know of these customers from fields that are searched: one query."""
    found: dict[int, tuple[str, ...]] = {}
    rows = CustomFieldValue.objects.filter(
        customer_id__in=customer_ids, field__is_searchable=True, field__is_archived=False
    )
    for row in rows.select_related("option", "field"):
        found[row.customer_id] = (*found.get(row.customer_id, ()), _word(row.field, row))
    return found


def refuse_hidden(actor: Actor, custom: Mapping[int, object]) -> None:
    """Whoever does not see a field does not write it: for him it is not there."""
    if custom and (unknown := set(custom) - {field.pk for field in shown_to(actor)}):
        raise UnknownReferenceError("custom", min(unknown))


def require_asked(actor: Actor, custom: Mapping[int, object]) -> None:
    """Fields that are asked for when a card is opened must be told by whoever sees them."""
    for field in shown_to(actor):
        if field.is_required and custom.get(field.pk) in (None, "", [], ()):
            raise BadValueError(f"custom_{field.pk}", _("Fill in “%(name)s”: it is asked of every new card.") % {
                "name": field.name,
            })  # fmt: skip
