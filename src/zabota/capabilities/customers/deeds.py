"""What can be done to many customers at once: tags put on and taken off, one field set, cards deleted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import checking, custom_fields, custom_values, hiding, services
from zabota.capabilities.customers.bulk import BulkAction, BulkRequest, declare_action
from zabota.capabilities.customers.contracts import DELETE_CUSTOMERS, WRITE_CUSTOMERS, BadValueError, CustomerChange
from zabota.capabilities.customers.models import CustomerTag, Manner, Tag
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor

PLAIN = {
    "city": _("City"), "occupation": _("Occupation"), "acquisition_source": _("Came from"),
    "manner": _("Customer type"), "branch_id": _("Branch"),
}  # fmt: skip
"""Facts of the card that make sense for many at once, by their column."""


class TagForm(forms.Form):
    tags = forms.CharField(
        label=_("Tags"), max_length=300, help_text=_("Separated by commas; a new word becomes a new tag.")
    )


class KnownTagForm(forms.Form):
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"), queryset=Tag.objects.order_by("name"), widget=forms.CheckboxSelectMultiple
    )


class FieldForm(forms.Form):
    """Which field, and what is to stand in it; empty empties it."""

    field = forms.ChoiceField(label=_("Field"))
    value = forms.CharField(
        label=_("New value"), required=False, max_length=300,
        help_text=_("Leave it empty to empty the field. For a choice, the words of one of its options."),
    )  # fmt: skip

    def __init__(self, actor: Actor, given: Mapping[str, Any] | None) -> None:
        super().__init__(given)
        self.own = {f"custom_{field.pk}": field for field in custom_fields.shown_to(actor)}
        hidden = hiding.hidden_from(actor).columns
        plain = [(code, words) for code, words in PLAIN.items() if code not in hidden]
        choices = [*plain, *((code, field.name) for code, field in self.own.items())]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "field" in data and "value" in data:
            try:
                data["change"] = self._change(data["field"], data["value"].strip())
            except BadValueError as error:
                self.add_error("value", str(error.message))
        return data

    def _change(self, code: str, value: str) -> dict[str, Any]:
        """What the card itself would take. Raises BadValueError."""
        if field := self.own.get(code):
            custom_values.clean({field.pk: value or None})
            return {"custom": {field.pk: value or None}}
        offered = {"manner": Manner.choices, "branch_id": identity.list_branches().values_list("pk", "name")}
        told = _code_of(code, offered[code], value) if value and code in offered else value or None
        return {"fields": checking.fields({code: told})}


def _code_of(column: str, choices: Iterable[tuple[Any, Any]], said: str) -> object:
    by_words = {str(label).casefold(): code for code, label in choices}
    if said.casefold() not in by_words:
        words = ", ".join(str(label) for _code, label in choices)
        raise BadValueError(column, _("Expected one of: %(words)s.") % {"words": words})
    return by_words[said.casefold()]


def put_tags_on(asked: BulkRequest) -> int:
    ids = services.named_tags(asked.actor, names=asked.data["tags"].split(","))
    there = set(
        CustomerTag.objects.filter(customer_id__in=asked.customer_ids, tag_id__in=ids)
        .values_list("customer_id", "tag_id")
    )  # fmt: skip
    new = [
        CustomerTag(customer_id=customer_id, tag_id=tag_id)
        for customer_id in asked.customer_ids for tag_id in ids
        if (customer_id, tag_id) not in there
    ]  # fmt: skip
    asked.recorder.insert(new)
    return len({row.customer_id for row in new})


def take_tags_off(asked: BulkRequest) -> int:
    rows = CustomerTag.objects.filter(customer_id__in=asked.customer_ids, tag__in=asked.data["tags"])
    changed = rows.values("customer_id").distinct().count()
    asked.recorder.delete(rows)
    return changed


def set_field(asked: BulkRequest) -> int:
    change = CustomerChange(**asked.data["change"])
    return sum(
        bool(services.write_changed(asked.actor, asked.recorder, customer_id=pk, change=change, now=asked.now).changed)
        for pk in asked.customer_ids
    )


def delete(asked: BulkRequest) -> int:
    return services.remove_customers(asked.actor, asked.recorder, customer_ids=asked.customer_ids)


declare_action(
    BulkAction(
        code="tag", label=_("Put a tag on"), icon="tag", permission=WRITE_CUSTOMERS, apply=put_tags_on,
        form=lambda _actor, given: TagForm(given), order=10,
    )
)  # fmt: skip
declare_action(
    BulkAction(
        code="untag", label=_("Take a tag off"), icon="tags", permission=WRITE_CUSTOMERS, apply=take_tags_off,
        form=lambda _actor, given: KnownTagForm(given), order=11,
    )
)  # fmt: skip
declare_action(
    BulkAction(
        code="field", label=_("Fill in a field"), icon="pencil", permission=WRITE_CUSTOMERS, apply=set_field,
        form=FieldForm, order=20,
    )
)  # fmt: skip
declare_action(
    BulkAction(
        code="delete", label=_("Delete"), icon="trash", permission=DELETE_CUSTOMERS, apply=delete, is_dangerous=True,
        order=90,
    )
)  # fmt: skip
