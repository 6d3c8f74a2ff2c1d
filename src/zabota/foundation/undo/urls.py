from django.urls import path

from zabota.foundation.undo.web import pages

app_name = "undo"
urlpatterns = [
    path("history", pages.history, name="history"),
    path("history/<int:change_id>/undo", pages.undo, name="undo"),
]
