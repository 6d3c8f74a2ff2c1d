"""What happens around sign-in: the session's clock starts, a password change is written down."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries, services
from zabota.foundation.identity.addresses import client_address
from zabota.foundation.identity.middleware import start_clock
from zabota.foundation.identity.models import Staff


def on_signed_in(request: HttpRequest, **_signal: object) -> None:
    start_clock(request, now=timezone.now())


def on_password_changed(request: HttpRequest, user: Staff, **_signal: object) -> None:
    actor = queries.actor_for_staff(user, address=client_address(request))
    services.note_password_change(actor, staff_id=user.pk, by="change")


def on_password_reset(request: HttpRequest, user: Staff, **_signal: object) -> None:
    actor = queries.actor_for_staff(user, address=client_address(request))
    services.note_password_change(actor, staff_id=user.pk, by="reset")


def _second_factor(action: str, request: HttpRequest, user: Staff, authenticator_type: str) -> None:
    audit.record(
        actor=queries.actor_for_staff(user, address=client_address(request)), action=action,
        object_kind="staff", object_id=user.pk, before=None, after={"kind": authenticator_type},
    )  # fmt: skip


def on_factor_added(request: HttpRequest, user: Staff, authenticator: object, **_signal: object) -> None:
    _second_factor("staff.second_factor_add", request, user, str(getattr(authenticator, "type", "")))


def on_factor_removed(request: HttpRequest, user: Staff, authenticator: object, **_signal: object) -> None:
    _second_factor("staff.second_factor_remove", request, user, str(getattr(authenticator, "type", "")))


def connect() -> None:
    user_logged_in.connect(on_signed_in, dispatch_uid="identity.signed_in")
    account.password_changed.connect(on_password_changed, dispatch_uid="identity.password_changed")
    account.password_reset.connect(on_password_reset, dispatch_uid="identity.password_reset")
    mfa.authenticator_added.connect(on_factor_added, dispatch_uid="identity.factor_added")
    mfa.authenticator_removed.connect(on_factor_removed, dispatch_uid="identity.factor_removed")
