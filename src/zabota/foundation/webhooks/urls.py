from django.urls import path

from zabota.foundation.webhooks.web import deliveries, endpoints

app_name = "webhooks"
urlpatterns = [
    path("settings/webhooks", endpoints.endpoint_list, name="list"),
    path("settings/webhooks/add", endpoints.add, name="add"),
    path("settings/webhooks/<int:endpoint_id>", endpoints.endpoint, name="endpoint"),
    path("settings/webhooks/<int:endpoint_id>/edit", endpoints.edit, name="edit"),
    path("settings/webhooks/<int:endpoint_id>/off", endpoints.off, name="off"),
    path("settings/webhooks/<int:endpoint_id>/on", endpoints.on, name="on"),
    path("settings/webhooks/<int:endpoint_id>/secret", endpoints.new_secret, name="new_secret"),
    path("settings/webhooks/<int:endpoint_id>/delete", endpoints.delete, name="delete"),
    path("settings/webhooks/<int:endpoint_id>/test", deliveries.test, name="test"),
    path("settings/webhooks/<int:endpoint_id>/replay", deliveries.replay_failed, name="replay_failed"),
    path("settings/webhooks/messages/<int:delivery_id>", deliveries.delivery, name="delivery"),
    path("settings/webhooks/messages/<int:delivery_id>/replay", deliveries.replay, name="replay"),
]
