from django.urls import path

from zabota.foundation.messaging.web import pages

app_name = "messaging"
urlpatterns = [
    path("settings/mail", pages.server, name="server"),
    path("settings/mail/test", pages.test, name="test"),
]
