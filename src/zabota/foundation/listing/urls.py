from django.urls import path

from zabota.foundation.listing.web import pages

app_name = "listing"
urlpatterns = [
    path("views/save", pages.save, name="save"),
    path("views/<int:view_id>/forget", pages.forget, name="forget"),
]
