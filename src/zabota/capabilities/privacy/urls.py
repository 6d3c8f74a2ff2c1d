from django.urls import path

from zabota.capabilities.privacy.web import person, retention

app_name = "privacy"
urlpatterns = [
    path("customers/<int:customer_id>/personal-data", person.personal_data, name="person"),
    path("customers/<int:customer_id>/erase", person.erase, name="erase"),
    path("settings/privacy", retention.settings_page, name="settings"),
    path("settings/privacy/erase-idle", retention.erase_idle, name="erase_idle"),
]
