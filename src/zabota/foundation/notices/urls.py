from django.urls import path

from zabota.foundation.notices.web import pages

app_name = "notices"
urlpatterns = [
    path("notices", pages.notice_list, name="list"),
    path("notices/bell", pages.bell, name="bell"),
    path("notices/read", pages.read_all, name="read_all"),
    path("notices/<int:notice_id>/open", pages.open_notice, name="open"),
    path("settings/notices", pages.settings_page, name="settings"),
]
