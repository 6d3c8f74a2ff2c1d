"""The pages of allauth we want, one by one: no sign-up, no e-mail management, no way in by code."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_safe

from zabota.foundation.identity.web.sign_in import sign_in

look = require_safe
fill_in = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", fill_in(sign_in), name="account_login"),
    path("logout/", fill_in(account.logout), name="account_logout"),
    path("inactive/", look(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", fill_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", fill_in(account.password_change), name="account_change_password"),
    path("password/reset/", fill_in(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", look(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        look(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        fill_in(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/", look(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", fill_in(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", fill_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", fill_in(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", fill_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", look(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        fill_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
