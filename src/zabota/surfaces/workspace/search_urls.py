from django.urls import path

from zabota.surfaces.workspace.web import search

app_name = "search"
urlpatterns = [path("search", search.palette, name="palette")]
