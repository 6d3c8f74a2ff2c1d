from django.urls import path

from zabota.surfaces.workspace.web import pages

app_name = "workspace"
urlpatterns = [
    path("", pages.home, name="home"),
    path("health", pages.health, name="health"),
]
