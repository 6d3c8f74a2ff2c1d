from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zabota.capabilities.customers import profile_words
from zabota.capabilities.customers.contracts import (
    MANAGE_FIELDS,
    BadValueError,
    FieldDraft,
    OptionDraft,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import CustomField, FieldKind, FieldOption
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor, Role

MOST_FIELDS = 60
MOST_OPTIONS = 100


def save_field(
    actor: Actor, *, field_id: int | None = None, told: FieldDraft, options: Sequence[OptionDraft] = ()
) -> CustomField:
    """Make a field of the card, or change one; its kind stays as it was made.

    `options` names those to change or add; those not named stay. Raises BadValueError, UnknownReferenceError.
    """
    actor.require(MANAGE_FIELDS)
    with transaction.atomic():
        field = _get(field_id) if field_id is not None else _new(told)
        field.name, field.help, field.group = _name(told), told.help.strip()[:200], told.group.strip()[:60]
        field.is_required, field.is_searchable = told.is_required, told.is_searchable
        field.hidden_from, field.position = _roles(told.hidden_from), told.position
        if field.is_searchable and field.hidden_from:
            raise BadValueError("is_searchable", _("What is hidden from somebody cannot be found by the search."))
        field.save()
        _save_options(field, options)
        audit.record(
            actor=actor, action="customers.field_saved", object_kind="custom_field", object_id=field.pk,
            after={"name": field.name, "kind": field.kind, "hidden_from": field.hidden_from},
        )  # fmt: skip
    return field


def add_options(actor: Actor, *, field_id: int, names: Sequence[str]) -> dict[str, int]:
    """Ids of options by name; those not there are made (an import brings them). Raises BadValueError."""
    actor.require(MANAGE_FIELDS)
    with transaction.atomic():
        field = _get(field_id)
        known = {option.name.casefold() for option in field.options.all()}
        new = {name.strip()[:80].casefold(): name.strip()[:80] for name in names if name.strip()}
        _save_options(field, [OptionDraft(name=name) for key, name in new.items() if key not in known])
        return {option.name: option.pk for option in FieldOption.objects.filter(field=field)}


def archive_field(actor: Actor, *, field_id: int, is_archived: bool = True) -> CustomField:
    """Show a field nowhere any more, or again; what it holds is kept."""
    actor.require(MANAGE_FIELDS)
    with transaction.atomic():
        field = _get(field_id)
        field.is_archived = is_archived
        field.save(update_fields=["is_archived"])
        audit.record(
            actor=actor, action="customers.field_archived", object_kind="custom_field", object_id=field.pk,
            after={"is_archived": is_archived},
        )  # fmt: skip
    return field


def add_profile(actor: Actor, *, language: str) -> list[CustomField]:
    """The start set of a profile: values, attitudes, preferences, each a list of words to change at will."""
    actor.require(MANAGE_FIELDS)
    group, fields = profile_words.start_set(language)
    with transaction.atomic():
        there = set(CustomField.objects.filter(group=group).values_list("name", flat=True))
        return [
            save_field(
                actor, told=FieldDraft(name=name, kind=FieldKind.SEVERAL, group=group, position=100 + place),
                options=[OptionDraft(name=word, position=number) for number, word in enumerate(words)],
            )
            for place, (name, words) in enumerate(fields.items())
            if name not in there
        ]  # fmt: skip


def _get(field_id: int) -> CustomField:
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise UnknownReferenceError("field", field_id)
    return field


def _new(told: FieldDraft) -> CustomField:
    if told.kind not in FieldKind.values:
        raise BadValueError("kind", _("Choose one of: %(choices)s.") % {"choices": ", ".join(FieldKind.values)})
    if CustomField.objects.count() >= MOST_FIELDS:
        raise BadValueError("name", _("At most %(n)s fields: archive or reuse one.") % {"n": MOST_FIELDS})
    return CustomField(kind=told.kind)


def _name(told: FieldDraft) -> str:
    name = " ".join(told.name.split())
    if not name or len(name) > 80:
        raise BadValueError("name", _("Give the field a name of at most %(n)s characters.") % {"n": 80})
    return name


def _roles(roles: Sequence[str]) -> list[str]:
    if unknown := set(roles) - (set(Role) - {Role.OWNER}):
        raise BadValueError("hidden_from", _("Nothing is hidden from %(role)s.") % {"role": min(unknown)})
    return sorted(roles)


def _save_options(field: CustomField, options: Sequence[OptionDraft]) -> None:
    if options and not field.has_options:
        raise BadValueError("options", _("A field of this kind has no options."))
    known = {option.pk: option for option in field.options.all()}
    last = field.options.aggregate(last=Max("position"))["last"] or 0
    for number, told in enumerate(options, start=1):
        option = known.get(told.id) if told.id is not None else FieldOption(field=field, position=last + number)
        if option is None:
            raise UnknownReferenceError("options", told.id)
        option.name, option.is_archived = " ".join(told.name.split())[:80], told.is_archived
        option.position = told.position or option.position
        same = FieldOption.objects.filter(field=field, name=option.name).exclude(pk=option.pk)
        if not option.name or same.exists():
            raise BadValueError("options", _("Each option needs a name of its own."))
        option.save()
    if field.options.count() > MOST_OPTIONS:
        raise BadValueError("options", _("At most %(n)s options.") % {"n": MOST_OPTIONS})
