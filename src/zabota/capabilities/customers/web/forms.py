"""What a person fills in about a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import hiding
from zabota.capabilities.customers.contracts import UNTOUCHED, ContactDraft, CustomerChange, DateDraft, HideableFact
from zabota.capabilities.customers.models import ContactKind, Customer, CustomerKind, DateKind, Manner
from zabota.capabilities.customers.web.field_forms import CustomForm
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Branch, Staff

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SPARE_ROWS = 2
READ_WHOLE = {"empty_permitted": False}
"""An unchanged row is data too: Django would leave a spare row out when it equals what stood there before."""
MONTHS = [
    (1, _("January")), (2, _("February")), (3, _("March")), (4, _("April")), (5, _("May")), (6, _("June")),
    (7, _("July")), (8, _("August")), (9, _("September")), (10, _("October")), (11, _("November")),
    (12, _("December")),
]  # fmt: skip


class NoteTextForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3, "data-page-key": "n"})
    )


class NoteForm(NoteTextForm):
    next_step = forms.CharField(
        label=_("Next step"), required=False, max_length=300, help_text=_("Becomes your task with this customer.")
    )
    next_step_on = forms.DateField(
        label=_("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CardForm(forms.Form):
    """The plain facts of the card; `FACTS` are columns of the customer by the same name."""

    FACTS = ("kind", "name", "salutation", "occupation", "manner", "city", "address", "owner_id", "branch_id")

    kind = forms.ChoiceField(label=_("Person or company"), choices=CustomerKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    salutation = forms.CharField(
        label=_("How to address"), required=False, max_length=120, help_text=_("As they like to be called.")
    )
    occupation = forms.CharField(label=_("Occupation"), required=False, max_length=120)
    city = forms.CharField(label=_("City"), required=False, max_length=120)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    manner = forms.ChoiceField(
        label=_("Customer type"), required=False, choices=[("", _("not known")), *Manner.choices],
        help_text=_("The card then advises how to talk to them."),
    )  # fmt: skip
    owner_id = forms.TypedChoiceField(label=_("Responsible"), required=False, coerce=int, empty_value=None)
    branch_id = forms.TypedChoiceField(label=_("Branch"), required=False, coerce=int, empty_value=None)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=600, help_text=_("Separated by commas; a new word makes a new tag.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        hidden: hiding.Hidden = kwargs.pop("hidden")
        super().__init__(*args, **kwargs)
        for name in hidden.columns & self.fields.keys():
            del self.fields[name]
        nobody: list[tuple[Any, Any]] = [("", _("nobody"))]
        nowhere: list[tuple[Any, Any]] = [("", _("none"))]
        staff = Staff.objects.filter(is_active=True).values_list("pk", "name")
        self.fields["owner_id"].choices = nobody + list(staff)  # type: ignore[attr-defined]
        self.fields["branch_id"].choices = nowhere + list(Branch.objects.values_list("pk", "name"))  # type: ignore[attr-defined]

    @property
    def told(self) -> list[forms.BoundField]:
        """What stands side by side, as far as the person sees it."""
        return [self[name] for name in self.FACTS if name in self.fields and name != "kind"]

    def tag_names(self) -> list[str]:
        names: list[str] = self.cleaned_data["tags"].split(",")
        return names


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("Way"), choices=ContactKind.choices, required=False)
    value = forms.CharField(label=_("Number or address"), required=False, max_length=254)
    label = forms.CharField(label=_("Label"), required=False, max_length=60)
    is_preferred = forms.BooleanField(label=_("preferred"), required=False)

    def __init__(self, *args: Any, ways: frozenset[str] = frozenset(), **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        offered = [choice for choice in ContactKind.choices if choice[0] not in ways]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]


class DateForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=DateKind.choices, required=False)
    day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    month = forms.TypedChoiceField(
        label=_("Month"), required=False, coerce=int, empty_value=None, choices=[("", "—"), *MONTHS]
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1800, max_value=2200)
    label = forms.CharField(label=_("Name of the date"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if bool(given.get("day")) != bool(given.get("month")) and not self.errors:
            raise forms.ValidationError(_("Give both the day and the month."))
        return given


ContactForms = forms.formset_factory(ContactForm, extra=SPARE_ROWS, max_num=30, absolute_max=40)
DateForms = forms.formset_factory(DateForm, extra=SPARE_ROWS, max_num=20, absolute_max=30)


class Card:
    """The four forms of the page together."""

    def __init__(self, data: Any = None, *, actor: Actor, customer: Customer | None = None) -> None:  # noqa: ANN401
        self.hidden = hiding.hidden_from(actor)
        self.facts = CardForm(data, initial=_facts(customer), hidden=self.hidden)
        self.custom = CustomForm(data, actor=actor, customer=customer)
        self.contacts = ContactForms(
            data, prefix="contacts", initial=_contacts(customer), form_kwargs=self._ways(customer)
        )
        self.dates = DateForms(data, prefix="dates", initial=_dates(customer), form_kwargs=READ_WHOLE)

    def _ways(self, customer: Customer | None) -> dict[str, Any]:
        """Of a new card every way is told by whoever opens it."""
        return READ_WHOLE | {"ways": self.hidden.ways if customer else frozenset()}

    @property
    def shows_dates(self) -> bool:
        return HideableFact.DATES not in self.hidden

    def is_valid(self) -> bool:
        return all([self.facts.is_valid(), self.contacts.is_valid(), self.dates.is_valid(), self.custom.is_valid()])

    def change(self, *, tag_ids: list[int]) -> CustomerChange:
        contacts = [ContactDraft(**row) for row in self.contacts.cleaned_data if row.get("value")]
        dates = [DateDraft(**row) for row in self.dates.cleaned_data if row.get("day")]
        facts = {name: self.facts.cleaned_data[name] for name in CardForm.FACTS if name in self.facts.fields}
        return CustomerChange(
            fields=facts, contacts=contacts, dates=dates if self.shows_dates else UNTOUCHED, tag_ids=tag_ids,
            custom=self.custom.values(),
        )  # fmt: skip

    def refuse(self, field: str, message: str) -> None:
        """Put what a service refused beside the field it belongs to."""
        if field in self.custom.fields:
            self.custom.add_error(field, message)
            return
        self.facts.add_error(field if field in self.facts.fields else None, message)


def _facts(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {"kind": CustomerKind.PERSON}
    tags = customer.tags.order_by("tag__name").values_list("tag__name", flat=True)
    return {name: getattr(customer, name) for name in CardForm.FACTS} | {"tags": ", ".join(tags)}


def _contacts(customer: Customer | None) -> list[dict[str, Any]]:
    if customer is None:
        return [{"kind": ContactKind.PHONE}, {"kind": ContactKind.EMAIL}]
    names = ("kind", "value", "label", "is_preferred")
    return [{name: getattr(row, name) for name in names} for row in customer.contacts.all()]


def _dates(customer: Customer | None) -> list[dict[str, Any]]:
    if customer is None:
        return []
    names = ("kind", "day", "month", "year", "label")
    return [{name: getattr(row, name) for name in names} for row in customer.dates.all()]
