from django.urls import path

from zabota.surfaces.workspace.web import gallery, pages, preferences

app_name = "workspace"
urlpatterns = [
    path("", pages.home, name="home"),
    path("preferences", preferences.save, name="preferences"),
    path("design", gallery.show, name="gallery"),
    path("health", pages.health, name="health"),
]
