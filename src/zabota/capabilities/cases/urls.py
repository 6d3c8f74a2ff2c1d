from django.urls import path

from zabota.capabilities.cases.web import causes, deeds, pages, settings

app_name = "cases"
urlpatterns = [
    path("cases", pages.case_list, name="list"),
    path("cases/causes", causes.causes, name="causes"),
    path("cases/causes/<int:cause_id>", causes.change, name="cause"),
    path("cases/<int:case_id>", pages.case, name="case"),
    path("cases/<int:case_id>/step", deeds.step, name="step"),
    path("cases/<int:case_id>/cause", deeds.cause, name="set_cause"),
    path("cases/<int:case_id>/compensation", deeds.compensate, name="compensate"),
    path("cases/<int:case_id>/promise", deeds.promise, name="promise"),
    path("cases/<int:case_id>/close", deeds.close, name="close"),
    path("cases/<int:case_id>/reopen", deeds.reopen, name="reopen"),
    path("cases/<int:case_id>/hand-over", deeds.hand_over, name="hand_over"),
    path("cases/compensations/<int:compensation_id>", deeds.decide, name="decide"),
    path("cases/promises/<int:promise_id>", deeds.settle, name="settle"),
    path("customers/<int:customer_id>/case", deeds.open_by_hand, name="open"),
    path("settings/cases", settings.rules, name="rules"),
]
