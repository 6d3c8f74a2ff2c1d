"""The form of a field of the company, and the form by which its value is filled in on a card."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import custom_fields
from zabota.capabilities.customers.contracts import FieldDraft, OptionDraft
from zabota.capabilities.customers.models import Customer, CustomField, CustomFieldValue, FieldKind
from zabota.foundation.identity.contracts import ROLE_LABELS, Actor, Role

HIDEABLE = [(role.value, ROLE_LABELS[role]) for role in Role if role is not Role.OWNER]


class FieldForm(forms.Form):
    name = forms.CharField(label=_("Name of the field"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    help = forms.CharField(
        label=_("Hint"), required=False, max_length=200, help_text=_("Stands under the field when it is filled in.")
    )
    group = forms.CharField(
        label=_("Group on the card"), required=False, max_length=60,
        help_text=_("Fields of one group stand together; without a group, among the facts."),
    )  # fmt: skip
    new_options = forms.CharField(
        label=_("Options"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For lists: one option a line."),
    )  # fmt: skip
    position = forms.IntegerField(label=_("Place in the list"), required=False, min_value=0, max_value=9_999)
    is_required = forms.BooleanField(label=_("Ask for it when a card is opened"), required=False)
    is_searchable = forms.BooleanField(label=_("Find customers by it in the search"), required=False)
    hidden_from = forms.MultipleChoiceField(
        label=_("Hide it from"), required=False, choices=HIDEABLE, widget=forms.CheckboxSelectMultiple,
        help_text=_("They see it neither on the card, nor in lists, files or programs."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, known: CustomField | None = None) -> None:  # noqa: ANN401
        names = ("name", "kind", "help", "group", "position", "is_required", "is_searchable", "hidden_from")
        super().__init__(data, initial={name: getattr(known, name) for name in names} if known else {})
        if known is not None:
            self.fields["kind"].disabled = True
            if not known.has_options:
                del self.fields["new_options"]
            else:
                self.fields["new_options"].label = _("New options")

    def told(self) -> FieldDraft:
        given = dict(self.cleaned_data)
        given.pop("new_options", None)
        return FieldDraft(**{**given, "position": given["position"] or 0})

    def options(self, known: Any) -> list[OptionDraft]:  # noqa: ANN401
        rows = [OptionDraft(**row) for row in known.cleaned_data if row.get("id")]
        lines = str(self.cleaned_data.get("new_options", "")).splitlines()
        return [*rows, *(OptionDraft(name=line) for line in dict.fromkeys(map(str.strip, lines)) if line)]


class OptionForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Option"), max_length=80)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9_999)
    is_archived = forms.BooleanField(label=_("offer it no more"), required=False)


OptionForms = forms.formset_factory(OptionForm, extra=0, max_num=100, absolute_max=120)


def options_of(known: CustomField | None) -> list[dict[str, Any]]:
    if known is None or not known.has_options:
        return []
    return [dict(row) for row in known.options.values("id", "name", "position", "is_archived")]


class CustomForm(forms.Form):
    """One control a field the person sees; `custom_7` holds the value of field 7."""

    def __init__(self, data: Any = None, *, actor: Actor, customer: Customer | None = None) -> None:  # noqa: ANN401
        self.known = custom_fields.shown_to(actor)
        held = custom_fields.held_by([customer.pk], self.known)[customer.pk] if customer else {}
        initial = {f"custom_{field.pk}": _initial(field, held.get(field.pk, [])) for field in self.known}
        super().__init__(data, initial=initial)
        for field in self.known:
            chosen = {row.option_id for row in held.get(field.pk, [])}
            self.fields[f"custom_{field.pk}"] = _control(field, is_new=customer is None, chosen=chosen)

    def values(self) -> dict[int, object]:
        return {field.pk: self.cleaned_data[f"custom_{field.pk}"] for field in self.known}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields by group, in the order of the card."""
        found: dict[str, list[forms.BoundField]] = {}
        for field in self.known:
            found.setdefault(field.group, []).append(self[f"custom_{field.pk}"])
        return list(found.items())


def _initial(field: CustomField, rows: Sequence[CustomFieldValue]) -> object:
    if not rows:
        return None
    if field.kind == FieldKind.SEVERAL:
        return [row.option_id for row in rows]
    row = rows[0]
    if field.kind == FieldKind.YES_NO:
        return "yes" if row.number else "no"
    if field.kind == FieldKind.NUMBER and row.number is not None:
        return f"{row.number.normalize():f}"
    return row.option_id or row.day or row.text


def _control(field: CustomField, *, is_new: bool, chosen: set[int | None]) -> forms.Field:
    common: dict[str, Any] = {"label": field.name, "help_text": field.help, "required": is_new and field.is_required}
    offered = [
        (option.pk, option.name) for option in field.options.all() if not option.is_archived or option.pk in chosen
    ]
    empty: list[tuple[Any, Any]] = [("", "—")]
    if field.kind == FieldKind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            choices=offered, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **common
        )
    if field.kind == FieldKind.CHOICE:
        return forms.TypedChoiceField(choices=empty + offered, coerce=int, empty_value=None, **common)
    if field.kind == FieldKind.YES_NO:
        return forms.ChoiceField(choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))], **common)
    if field.kind == FieldKind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    return forms.CharField(max_length=500, **common)
