from django.urls import path

from zabota.capabilities.segments.web import builder, customers, deeds, segments

app_name = "segments"
urlpatterns = [
    path("customers", customers.customers, name="customers"),
    path("customers/count", customers.count, name="count"),
    path("customers/ticked", customers.ticked, name="ticked"),
    path("customers/condition", builder.condition, name="condition"),
    path("customers/group", builder.group, name="group"),
    path("customers/deed", deeds.deed, name="deed"),
    path("customers/deed/<int:change_id>", deeds.progress, name="progress"),
    path("segments", segments.segments, name="segments"),
    path("segments/new", segments.keep, name="new"),
    path("segments/<int:segment_id>", segments.segment, name="segment"),
    path("segments/<int:segment_id>/edit", segments.keep, name="edit"),
    path("segments/<int:segment_id>/forget", segments.forget, name="forget"),
    path("segments/<int:segment_id>/why/<int:customer_id>", segments.why, name="why"),
]
