from django.urls import path

from zabota.foundation.audit.web import pages

app_name = "audit"
urlpatterns = [
    path("settings/audit", pages.entry_list, name="list"),
    path("settings/audit/export", pages.export, name="export"),
]
