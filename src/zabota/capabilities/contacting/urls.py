from django.urls import path

from zabota.capabilities.contacting.web import settings, unsubscribe

app_name = "contacting"
urlpatterns = [
    path("settings/contacts", settings.budget, name="budget"),
    path("u/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
]
