from django.urls import path

from zabota.capabilities.demo.web import demo

app_name = "demo"
urlpatterns = [
    path("demo/start", demo.start, name="start"),
    path("demo/remove", demo.remove, name="remove"),
    path("demo/progress", demo.progress, name="progress"),
]
