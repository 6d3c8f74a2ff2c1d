from django.urls import path

from zabota.capabilities.asking.web import making, one, waves

app_name = "asking"
urlpatterns = [
    path("voice/waves", waves.wave_list, name="waves"),
    path("voice/waves/new", making.make, name="new"),
    path("voice/waves/<int:wave_id>", waves.wave, name="wave"),
    path("voice/waves/<int:wave_id>/edit", making.make, name="edit"),
    path("voice/waves/<int:wave_id>/preview", waves.preview, name="preview"),
    path("voice/waves/<int:wave_id>/test", waves.test, name="test"),
    path("voice/waves/<int:wave_id>/state", waves.set_state, name="state"),
    path("voice/waves/<int:wave_id>/skipped", waves.skipped, name="skipped"),
    path("voice/waves/<int:wave_id>/links", waves.links, name="links"),
    path("customers/<int:customer_id>/ask", one.ask, name="ask"),
]
