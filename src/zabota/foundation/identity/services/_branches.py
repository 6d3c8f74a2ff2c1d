"""Stores, sites and teams."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import MANAGE_STAFF, Actor, BranchInUseError, NameTakenError
from zabota.foundation.identity.models import Branch, Staff


def add_branch(actor: Actor, *, name: str) -> Branch:
    actor.require(MANAGE_STAFF)
    try:
        with transaction.atomic():
            branch = Branch.objects.create(name=name.strip())
            audit.record(
                actor=actor, action="branch.add", object_kind="branch", object_id=branch.pk,
                before=None, after={"name": branch.name},
            )  # fmt: skip
    except IntegrityError as error:
        raise NameTakenError(_("There is already a branch with this name."), field="name") from error
    return branch


def rename_branch(actor: Actor, *, branch_id: int, name: str) -> Branch:
    actor.require(MANAGE_STAFF)
    try:
        with transaction.atomic():
            branch = Branch.objects.select_for_update().get(pk=branch_id)
            before = {"name": branch.name}
            branch.name = name.strip()
            branch.save(update_fields=["name"])
            audit.record(
                actor=actor, action="branch.rename", object_kind="branch", object_id=branch.pk,
                before=before, after={"name": branch.name},
            )  # fmt: skip
    except IntegrityError as error:
        raise NameTakenError(_("There is already a branch with this name."), field="name") from error
    return branch


def remove_branch(actor: Actor, *, branch_id: int) -> None:
    """Refused while somebody works there: without a branch he would suddenly see the whole company."""
    actor.require(MANAGE_STAFF)
    try:
        with transaction.atomic():
            branch = Branch.objects.select_for_update().get(pk=branch_id)
            if Staff.objects.filter(branch=branch).exists():
                raise BranchInUseError(_("People still work in this branch. Move them to another one first."))
            before = {"name": branch.name}
            branch.delete()
            audit.record(
                actor=actor, action="branch.remove", object_kind="branch", object_id=branch_id,
                before=before, after=None,
            )  # fmt: skip
    except ProtectedError as error:
        raise BranchInUseError(_("Orders belong to this branch, so it stays.")) from error
