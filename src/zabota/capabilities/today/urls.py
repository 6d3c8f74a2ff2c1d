from django.urls import path

from zabota.capabilities.today.web import deeds, pages

app_name = "today"
urlpatterns = [
    path("today", pages.today, name="today"),
    path("today/load", pages.load, name="load"),
    path("today/done", deeds.done, name="done"),
    path("today/snooze", deeds.snooze, name="snooze"),
    path("today/hand", deeds.hand, name="hand"),
]
