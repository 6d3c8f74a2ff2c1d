from django.urls import path

from zabota.foundation.jobs.web import pages

app_name = "jobs"
urlpatterns = [
    path("settings/jobs", pages.job_list, name="list"),
    path("settings/jobs/<int:job_id>/retry", pages.retry, name="retry"),
    path("settings/jobs/<int:job_id>/cancel", pages.cancel, name="cancel"),
    path("jobs/<int:job_id>/progress", pages.job_progress, name="progress"),
]
