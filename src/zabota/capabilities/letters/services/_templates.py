from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.capabilities.customers.models import Purpose
from zabota.capabilities.letters import queries
from zabota.capabilities.letters.contracts import (
    MANAGE_LETTERHEAD,
    SHARE_TEMPLATES,
    TEMPLATE_DELETED,
    TEMPLATE_SAVED,
    WRITE_LETTERS,
    LetterError,
    TemplateDraft,
)
from zabota.capabilities.letters.models import Letterhead, Template, TemplateKind
from zabota.capabilities.letters.placeholders import TemplateError, marks_in
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo


def save_template(
    actor: Actor, *, template_id: int | None, told: TemplateDraft, now: datetime
) -> tuple[Template, int | None]:
    """Keep a template, new or changed; returns it with the change that takes it back.

    Whoever may not share keeps only his own. Raises LetterError naming the field, and Template.DoesNotExist.
    """
    actor.require(WRITE_LETTERS)
    _require_good(told)
    template = Template(owner_id=actor.staff_id, version=0, updated_at=now)
    if template_id is not None:
        template = queries.templates_of(actor).get(pk=template_id)
    if told.is_shared or template.is_shared:
        actor.require(SHARE_TEMPLATES)
    fields = asdict(told) | {"name": told.name.strip(), "subject": " ".join(told.subject.split())}
    with undo.recording(actor, kind=TEMPLATE_SAVED, now=now) as recorder:
        if template_id is None:
            for name, value in fields.items():
                setattr(template, name, value)
            template.version = 1
            recorder.insert([template])
        elif any(getattr(template, name) != value for name, value in fields.items()):
            recorder.update(template, fields | {"version": template.version + 1, "updated_at": now})
        if recorder.count:
            audit.record(
                actor=actor, action="letters.template_saved", object_kind="template", object_id=template.pk,
                after={"kind": told.kind, "is_shared": told.is_shared, "version": template.version},
            )  # fmt: skip
    return template, recorder.change.pk


def delete_template(actor: Actor, *, template_id: int, now: datetime) -> int:
    """Delete a template; letters and documents made of it stay. Returns the change that brings it back."""
    actor.require(WRITE_LETTERS)
    template = queries.templates_of(actor).get(pk=template_id)
    if template.is_shared:
        actor.require(SHARE_TEMPLATES)
    with undo.recording(actor, kind=TEMPLATE_DELETED, now=now) as recorder:
        for made in queries.made_of(template_id):
            recorder.update_all(made, {"template_id": None})
        recorder.delete(Template.objects.filter(pk=template_id))
        audit.record(actor=actor, action="letters.template_deleted", object_kind="template", object_id=template_id)
    return recorder.change.pk


def change_letterhead(actor: Actor, *, requisites: str, logo: bytes | None) -> Letterhead:
    """Say what stands on top of documents; `logo` None takes the picture away."""
    actor.require(MANAGE_LETTERHEAD)
    head = queries.get_letterhead()
    with transaction.atomic():
        head.requisites, head.logo = requisites.strip(), logo
        head.save()
        audit.record(
            actor=actor, action="letters.letterhead_changed", object_kind="letterhead", object_id=1,
            after={"requisites": head.requisites, "has_logo": logo is not None},
        )  # fmt: skip
    return head


def _require_good(told: TemplateDraft) -> None:
    """A name, words, and placeholders that are all known, in a subject only those of one line."""
    if not told.name.strip():
        raise LetterError(_("Give the template a name."), field="name")
    if told.kind not in TemplateKind.values or told.purpose not in Purpose.values:
        raise LetterError(_("Choose from the list."), field="kind")
    if not told.body.strip():
        raise LetterError(_("Write the text."), field="body")
    for field in ("subject", "body"):
        try:
            marks_in(getattr(told, field))
        except TemplateError as error:
            raise LetterError("\n".join(map(str, error.problems)), field=field) from error
