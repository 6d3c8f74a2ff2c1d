from django.urls import path

from zabota.capabilities.telephony.web import pages

app_name = "telephony"
urlpatterns = [
    path("call", pages.call, name="call"),
    path("call/open", pages.open_card, name="open"),
    path("customers/<int:customer_id>/call", pages.write_down, name="write_down"),
    path("settings/calls", pages.script, name="script"),
]
