from django.urls import path

from zabota.capabilities.value.web import audit, calls, customers, overview, recompute, slipping

app_name = "value"
urlpatterns = [
    path("value", overview.overview, name="overview"),
    path("value/customers", customers.customers, name="customers"),
    path("value/slipping", slipping.slipping, name="slipping"),
    path("value/calls", calls.rounds, name="calls"),
    path("value/calls/take", calls.take, name="take"),
    path("value/calls/<int:round_id>", calls.worklist, name="round"),
    path("value/calls/<int:round_id>/close", calls.close, name="close_round"),
    path("value/calls/call/<int:call_id>", calls.call, name="call"),
    path("value/calls/call/<int:call_id>/reopen", calls.reopen, name="reopen"),
    path("value/calls/call/<int:call_id>/assign", calls.assign, name="assign"),
    path("value/audit", audit.audit, name="audit"),
    path("value/audit/<slug:lens>", audit.chapter, name="audit_chapter"),
    path("value/audit/<slug:lens>/<slug:name>", audit.table, name="audit_table"),
    path("value/recompute", recompute.recompute, name="recompute"),
    path("value/recompute/<int:job_id>", recompute.progress, name="refit"),
    path("value/assumptions", recompute.assumptions, name="assumptions"),
]
