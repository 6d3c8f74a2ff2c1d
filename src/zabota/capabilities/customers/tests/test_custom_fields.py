"""The company makes a field, fills it in, finds by it, hides it, and takes a change of it back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from zabota.capabilities.customers import custom_fields, services
from zabota.capabilities.customers.contracts import (
    BadValueError,
    CustomerChange,
    FieldDraft,
    OptionDraft,
    UnknownReferenceError,
)
from zabota.capabilities.customers.filtering import Condition, Operator, fields_for
from zabota.capabilities.customers.models import Customer, CustomField, CustomFieldValue
from zabota.foundation.identity.contracts import PermissionDeniedError
from zabota.foundation.identity.models import Staff
from zabota.foundation.search import queries as search
from zabota.foundation.testing.cast import actor_of, client_of
from zabota.foundation.undo import services as undo

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make(owner: Staff, kind: str, *options: str, **told: object) -> CustomField:
    draft = FieldDraft(name=str(told.pop("name", "Размер")), kind=kind, **told)  # type: ignore[arg-type]
    return services.save_field(actor_of(owner), told=draft, options=[OptionDraft(name=one) for one in options])


def fill(owner: Staff, field: CustomField, value: object) -> services.Saved:
    customer = Customer.objects.first() or Customer.objects.create(name="Анна", created_at=NOW)
    change = CustomerChange(custom={field.pk: value})
    return services.change_customer(actor_of(owner), customer_id=customer.pk, change=change, now=NOW)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", " любит лён ", "любит лён"),
        ("number", "1 200,5", Decimal("1200.5")),
        ("date", "01.03.2026", date(2026, 3, 1)),
        ("yes_no", "да", Decimal(1)),
    ],
)
def test_a_value_is_kept_by_its_kind_and_changed_back(owner, kind, typed, kept):
    field = make(owner, kind)
    saved = fill(owner, field, typed)
    row = CustomFieldValue.objects.get()
    assert kept in (row.text, row.number, row.day)
    assert saved.changed == (f"custom_{field.pk}",)
    assert fill(owner, field, typed).changed == ()
    emptied = fill(owner, field, "")
    assert not CustomFieldValue.objects.exists()
    undo.take_back(actor_of(owner), change_id=emptied.change_id, now=NOW)
    undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    assert not CustomFieldValue.objects.exists()


def test_several_options_are_chosen_by_name_as_a_file_brings_them(owner):
    field = make(owner, "several", "S", "M", "L")
    fill(owner, field, "m; L")
    fill(owner, field, ["L", "S"])
    assert sorted(row.option.name for row in CustomFieldValue.objects.all()) == ["L", "S"]


@pytest.mark.parametrize(("kind", "typed"), [
    ("number", "много"), ("number", "1e40"), ("date", "31.02.2026"), ("yes_no", "может быть"), ("choice", "XXL"),
    ("text", "я" * 501), ("choice", ["S", "M"]),
])  # fmt: skip
def test_what_a_field_cannot_hold_is_refused_by_its_name(owner, kind, typed):
    field = make(owner, kind, *(("S", "M") if kind == "choice" else ()))
    with pytest.raises(BadValueError) as refused:
        fill(owner, field, typed)
    assert refused.value.field == f"custom_{field.pk}"
    assert not CustomFieldValue.objects.exists()


def test_a_field_that_is_searched_finds_the_customer(owner):
    field = make(owner, "text", is_searchable=True)
    saved = fill(owner, field, "бергамотовый")
    assert search.find(actor_of(owner), "бергамотового").groups[-1].hits[0].object_id == saved.customer.pk
    undo.take_back(actor_of(owner), change_id=saved.change_id, now=NOW)
    assert search.find(actor_of(owner), "бергамотового").count == 0


def test_a_hidden_field_does_not_exist_for_that_role(owner, agent):
    field = make(owner, "text", name="Долг", hidden_from=["agent"])
    customer = fill(owner, field, "большой").customer
    page = reverse("customers:customer", args=[customer.pk])
    assert "большой" in client_of(owner).get(page).text
    assert "большой" not in client_of(agent).get(page).text
    assert "Долг" not in client_of(agent).get(reverse("customers:edit", args=[customer.pk])).text
    with pytest.raises(UnknownReferenceError):
        fill(agent, field, "нет")
    with pytest.raises(BadValueError):
        make(owner, "text", name="x", hidden_from=["agent"], is_searchable=True)


def test_what_is_asked_of_every_new_card_must_be_told(owner):
    field = make(owner, "choice", "S", "M", is_required=True)
    with pytest.raises(BadValueError):
        services.create_customer(actor_of(owner), told=CustomerChange(fields={"name": "Пётр"}), now=NOW)
    told = CustomerChange(fields={"name": "Пётр"}, custom={field.pk: "M"})
    assert services.create_customer(actor_of(owner), told=told, now=NOW).customer.pk


def test_a_field_is_made_filled_and_archived_in_the_pages(owner):
    client = client_of(owner)
    empty = {"options-TOTAL_FORMS": "0", "options-INITIAL_FORMS": "0"}
    client.post(reverse("customers:add_field"), {"name": "Мерка", "kind": "several", "new_options": "S\nM"} | empty)
    field = CustomField.objects.get()
    rows = {f"{part}-{name}": "0" for part in ("contacts", "dates") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    option = field.options.get(name="M")
    typed = {"kind": "person", "name": "Анна", f"custom_{field.pk}": [option.pk], **rows}
    page = client.post(reverse("customers:add"), typed, follow=True)
    assert "Мерка" in page.text
    first = field.options.get(name="S")
    changed = {
        "name": "Мерка", "options-TOTAL_FORMS": "1", "options-INITIAL_FORMS": "1", "options-0-id": first.pk,
        "options-0-name": "XS", "options-0-position": "1", "options-0-is_archived": "on",
    }  # fmt: skip
    assert client.post(reverse("customers:field", args=[field.pk]), changed).status_code == 302
    assert field.options.get(pk=first.pk).name == "XS"
    client.post(reverse("customers:archive_field", args=[field.pk]))
    assert "Мерка" not in client.get(reverse("customers:customer", args=[Customer.objects.get().pk])).text
    assert "Мерка" in client.get(reverse("customers:fields")).text


def test_a_profile_is_offered_once_and_is_a_few_lists_of_words(owner, agent):
    client = client_of(owner)
    assert "Add a profile" in client.get(reverse("customers:fields")).text
    client.post(reverse("customers:add_profile"))
    assert [field.name for field in custom_fields.list_fields()] == ["Values", "Attitudes", "Preferences"]
    assert "Add a profile" not in client.get(reverse("customers:fields")).text
    with pytest.raises(PermissionDeniedError):
        services.add_profile(actor_of(agent), language="ru")


@pytest.mark.parametrize(("kind", "typed", "operator", "asked", "cell"), [
    ("text", "лён", Operator.CONTAINS, ("лё",), "лён"),
    ("number", "12,5", Operator.AT_LEAST, (Decimal(12),), Decimal("12.5")),
    ("date", "01.03.2026", Operator.LAST_DAYS, (1,), date(2026, 3, 1)),
    ("yes_no", "нет", Operator.IS, (False,), False),
    ("choice", "M", Operator.ONE_OF, ("M",), "M"),
    ("several", "S;M", Operator.ALL_OF, ("S", "M"), ("S", "M")),
])  # fmt: skip
def test_customers_are_filtered_by_a_field_of_any_kind(owner, agent, kind, typed, operator, asked, cell):
    field = make(owner, kind, *(("S", "M") if kind in ("choice", "several") else ()))
    Customer.objects.create(name="Пётр", created_at=NOW)
    customer = fill(owner, field, typed).customer
    ids = {option.name: str(option.pk) for option in field.options.all()}
    declared = fields_for(actor_of(agent))[f"custom_{field.pk}"]
    values = tuple(ids.get(one, one) if ids else one for one in asked)
    condition = Condition(operator=operator, values=values, now=NOW)
    assert list(Customer.objects.filter(declared.where(condition))) == [customer]
    assert declared.values_of(list(Customer.objects.all())) == {customer.pk: cell}
    field.hidden_from = ["agent"]
    field.save()
    assert declared.code not in fields_for(actor_of(agent))
