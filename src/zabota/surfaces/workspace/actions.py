"""What can be done on the pages of the foundation, found by the search in both languages."""

from django.utils.translation import gettext_lazy as _

from zabota.foundation.audit.contracts import READ_AUDIT
from zabota.foundation.identity.contracts import MANAGE_COMPANY, MANAGE_KEYS, MANAGE_STAFF
from zabota.foundation.jobs.contracts import MANAGE_JOBS
from zabota.foundation.search.registry import register_action

ACTIONS = (
    (_("Staff"), "identity:staff", MANAGE_STAFF, ("сотрудники", "коллеги", "роли", "people", "roles"), "users"),
    (_("Invite a colleague"), "identity:staff_add", MANAGE_STAFF,
     ("пригласить", "добавить сотрудника", "add staff"), "user-plus"),
    (_("API keys"), "identity:keys", MANAGE_KEYS, ("ключи", "апи", "интеграция", "token", "integration"), "key"),
    (_("Company and margin"), "identity:company", MANAGE_COMPANY,
     ("настройки", "компания", "маржа", "валюта", "часовой пояс", "settings", "currency", "time zone"), "settings"),
    (_("Branches"), "identity:branches", MANAGE_STAFF, ("филиалы", "магазины", "stores"), "building-store"),
    (_("Background jobs"), "jobs:list", MANAGE_JOBS, ("задания", "очередь", "queue", "worker"), "list-check"),
    (_("Audit log"), "audit:list", READ_AUDIT, ("журнал", "аудит", "кто что делал", "who did what"), "history"),
)  # fmt: skip

for label, url_name, permission, keywords, icon in ACTIONS:
    register_action(label, url_name, permission, keywords, icon)
