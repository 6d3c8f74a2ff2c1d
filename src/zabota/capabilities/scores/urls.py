from django.urls import path

from zabota.capabilities.scores.web import further, marks, pages

app_name = "scores"
urlpatterns = [
    path("scores", pages.scores, name="scores"),
    path("scores/silent", further.silent, name="silent"),
    path("scores/drivers", further.drivers, name="drivers"),
    path("scores/marks", marks.add, name="mark"),
    path("scores/marks/<int:mark_id>/delete", marks.remove, name="unmark"),
]
