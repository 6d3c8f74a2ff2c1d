from django.urls import path

from zabota.capabilities.surveys.web import pages, public, ways

app_name = "surveys"
urlpatterns = [
    path("s/<str:token>", public.personal, name="personal"),
    path("f/<str:code>", public.way, name="way"),
    path("a/<str:token>", public.going_on, name="going_on"),
    path("voice", pages.survey_list, name="list"),
    path("voice/new", pages.new, name="new"),
    path("voice/answers", pages.answer_list, name="answers"),
    path("voice/answers/<int:response_id>", pages.judge, name="judge"),
    path("voice/<int:survey_id>", pages.survey, name="survey"),
    path("voice/<int:survey_id>/edit", pages.edit, name="edit"),
    path("voice/<int:survey_id>/preview", pages.preview, name="preview"),
    path("voice/<int:survey_id>/state", pages.set_state, name="state"),
    path("voice/<int:survey_id>/copy", pages.copy, name="copy"),
    path("voice/<int:survey_id>/delete", pages.delete, name="delete"),
    path("voice/<int:survey_id>/ways", ways.add, name="way_add"),
    path("voice/ways/<int:way_id>", ways.close, name="way_close"),
    path("voice/ways/<int:way_id>/poster", ways.poster, name="poster"),
]
