"""The tabs of the settings; another part of the foundation adds its own when the product starts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import MANAGE_COMPANY, MANAGE_KEYS, MANAGE_STAFF

TABS: list[tuple[str, Promise, str, str]] = [
    ("identity:security", _("Profile"), "user", ""),
    ("identity:company", _("Company"), "building", MANAGE_COMPANY),
    ("identity:staff", _("Staff"), "users", MANAGE_STAFF),
    ("identity:branches", _("Branches"), "building-store", MANAGE_STAFF),
    ("identity:permissions", _("Who may do what"), "list-check", MANAGE_STAFF),
    ("identity:keys", _("API keys"), "key", MANAGE_KEYS),
]


def add_settings_tab(url_name: str, label: Promise, icon: str, permission: str) -> None:
    TABS.append((url_name, label, icon, permission))
