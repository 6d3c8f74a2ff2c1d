from django.urls import path

from zabota.capabilities.handovers.web import pages

app_name = "handovers"
urlpatterns = [
    path("handovers/new", pages.new, name="new"),
    path("handovers/<int:customer_id>/read", pages.read, name="read"),
]
